const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How long something took: `42 ms`, `9.8 s`, `2 min 05 s`, `1 h 12 min`. */
export function duration(ms: number): string {
  if (ms < 99.5) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < MINUTE - SECOND / 20) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < HOUR - SECOND / 2) return inTwo(ms, MINUTE, 'min', SECOND, 's')
  return inTwo(ms, HOUR, 'h', MINUTE, 'min')
}

function inTwo(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const smalls = Math.round(ms / small)
  const perLarge = large / small
  return `${Math.floor(smalls / perLarge)} ${largeName} ${twoDigits(smalls % perLarge)} ${smallName}`
}

const twoDigits = (n: number): string => String(n).padStart(2, '0')

/** `12:03:04` on this computer's clock. */
export function clock(at: number): string {
  const time = new Date(at)
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':')
}

/** `12:03:04.056`, for logs. */
export const clockMs = (at: number): string => `${clock(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`

/** `2026-02-03 12:03:04`: sorts as text. */
export function dateTime(at: number): string {
  const time = new Date(at)
  return `${time.getFullYear()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())} ${clock(at)}`
}

/** `1 step`, `12 steps`. */
export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
