/** A structured value at the end of a log line, with the words before it. */
interface LogJson {
  readonly before: string
  readonly value: object
}

/** `[12:01] INFO {"a":1}` has three places where JSON could begin; a line with more is not worth the trouble. */
const TRIES = 3

/** The object or list with which a line ends, if it has something in it; null for all other lines, at next to no cost. */
export function jsonIn(text: string): LogJson | null {
  const line = text.trimEnd()
  if (!/[}\]]$/.test(line)) return null
  const starts = Array.from(line.matchAll(/(?<=^|[\s=:])[{[]/g), ({ index }) => index).slice(0, TRIES)
  for (const start of starts) {
    const value = parsed(line.slice(start))
    if (value !== undefined) return Object.keys(value).length === 0 ? null : { before: line.slice(0, start).trimEnd(), value }
  }
  return null
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // Brackets, but no JSON: an ordinary line.
    return undefined
  }
}
