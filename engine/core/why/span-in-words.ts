const SPANS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** A span (ms) as people say it, in its largest unit: `4 min`, `2 h`; under a second is `a moment`. */
export function spanInWords(ms: number): string {
  for (const [unit, size] of SPANS) if (ms >= size) return `${Math.floor(ms / size)} ${unit}`
  return 'a moment'
}
