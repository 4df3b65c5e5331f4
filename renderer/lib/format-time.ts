const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const CLOCKS_APART = 2000

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** Date and time in full, in the person's own language: what a hover shows. */
export const formatExact = (at: number): string => exact.format(at)

/** `02:00:11` on this computer's clock. */
export const formatClock = (at: number): string => clock.format(at)

/** `02:00:11.402`, for logs. */
export const formatClockMs = (at: number): string => `${clock.format(at)}.${String(((at % 1000) + 1000) % 1000).padStart(3, '0')}`

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`, then a date; times to come read `in 5 min`. */
export function formatRelative(at: number, now: number): string {
  // The engine's clock may be a little ahead of the page's last look at its own: what has happened is never to come.
  const past = at <= now + CLOCKS_APART
  const distance = Math.abs(now - at)
  if (distance < 5_000) return past ? 'just now' : 'in a moment'
  if (distance >= 7 * DAY) return (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayAndMonth : dayMonthYear).format(at)
  return past ? `${amount(distance)} ago` : `in ${amount(distance)}`
}

function amount(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

/** How long (ms) a relative time stays right: what a clock on screen waits before it looks again. */
export function relativeGoesStaleIn(at: number, now: number): number {
  const distance = Math.abs(now - at)
  if (distance < MINUTE) return 1000
  return distance < HOUR ? 15_000 : 5 * MINUTE
}
