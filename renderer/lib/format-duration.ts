const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time (ms) as people read it: `42 ms`, `9.8 s`, `2 min 05 s`, `1 h 12 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return formatDuration(0)
  if (ms < 99.5) return `${Math.round(ms)} ms`
  if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(1)} s`
  // Rounded to the unit that is printed first, so that "1 min 60 s" cannot appear.
  const seconds = Math.round(ms / SECOND)
  if (seconds * SECOND < HOUR) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
  const minutes = Math.round(ms / MINUTE)
  if (minutes * MINUTE < DAY) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
  const hours = Math.round(ms / HOUR)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const pad = (n: number) => String(n).padStart(2, '0')
