/** Longer wishes are as good as this one: a policy's own maximum lies below it. */
const LONGEST_MS = 24 * 3600 * 1000

/**
 * What a `Retry-After` header asks for (ms from `now`): seconds or a date. Nothing for what cannot be read or lies in the past;
 * a day at most. A provider's own `retry-after-ms` is more exact and goes first.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const exact = milliseconds(headers['retry-after-ms'], 1)
  if (exact !== undefined) return exact
  const text = headers['retry-after']?.trim()
  const seconds = milliseconds(text, 1000)
  if (seconds !== undefined || text === undefined || !/[A-Za-z]/.test(text)) return seconds
  const until = Date.parse(text) - now
  return until > 0 ? Math.min(until, LONGEST_MS) : undefined
}

function milliseconds(text: string | undefined, unit: number): number | undefined {
  if (text === undefined || !/^\d{1,20}(?:\.\d{1,10})?$/.test(text.trim())) return undefined
  return Math.min(Math.ceil(Number(text) * unit), LONGEST_MS)
}
