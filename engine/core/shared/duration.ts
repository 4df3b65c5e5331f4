const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

/** A hundred days: longer is a slip, and timers end at 24 days anyway. */
export const MAX_DURATION_MS = 100 * 86_400_000

/** Each unit once at most, large before small. */
const SHAPE =
  /^(?:(\d{1,9}(?:\.\d{1,6})?)d)?(?:(\d{1,9}(?:\.\d{1,6})?)h)?(?:(\d{1,9}(?:\.\d{1,6})?)m)?(?:(\d{1,9}(?:\.\d{1,6})?)s)?(?:(\d{1,9}(?:\.\d{1,6})?)ms)?$/

/** Milliseconds of `500ms`, `30s`, `1m`, `1h30m`, `1.5h` or `0`; null for anything else. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0
  const amounts = SHAPE.exec(text)?.slice(1)
  if (amounts === undefined || text === '') return null
  const ms = UNITS.reduce((sum, [, size], index) => sum + Number(amounts[index] ?? 0) * size, 0)
  return Math.round(ms)
}

/** The same duration as short as it can be written: 5400000 is `1h30m`. */
export function formatDuration(ms: number): string {
  let rest = Math.max(0, Math.round(ms))
  if (rest === 0) return '0'
  let text = ''
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return text
}
