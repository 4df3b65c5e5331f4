import { plural } from '../../lib/format-count'
import { formatClock, formatClockMs } from '../../lib/format-time'

const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const withYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

const isSameDay = (at: number, now: number): boolean => new Date(at).toDateString() === new Date(now).toDateString()

/** `02:00:11.402` today, `14 Nov 02:00:11` on other days: as wide either way. */
export const lineClock = (at: number, now: number): string =>
  isSameDay(at, now) ? formatClockMs(at) : `${dayAndMonth.format(at).padStart(6)} ${formatClock(at)}`

/** A moment in a sentence: "02:00:11", "14 Nov, 02:00:11", "14 Nov 2024, 02:00:11". */
export function momentWords(at: number, now: number): string {
  if (isSameDay(at, now)) return formatClock(at)
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return `${(sameYear ? dayAndMonth : withYear).format(at)}, ${formatClock(at)}`
}

interface Reach {
  readonly rows: number
  readonly searchedTo: number | null
  /** There may be older ones. */
  readonly earlier: boolean
  readonly filtered: boolean
}

/** How much is shown and how far back: "1,204 lines, back to 02:00:11", "3 lines match, searched back to the beginning". */
export function reachWords({ rows, searchedTo, earlier, filtered }: Reach, now: number): string {
  const lines = filtered ? `${plural(rows, 'line')} ${rows === 1 ? 'matches' : 'match'}` : plural(rows, 'line')
  const to = earlier ? (searchedTo === null ? null : momentWords(searchedTo, now)) : 'the beginning'
  return to === null ? lines : `${lines}, ${filtered ? 'searched ' : ''}back to ${to}`
}
