/** A piece of a text that may hold `${{ }}`. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'expression'
      readonly source: string
      /** Where the source starts in the whole text. */
      readonly offset: number
    }

export const OPEN = '${{'
const CLOSE = '}}'

export const hasExpression = (text: string): boolean => text.includes(OPEN)

/** The pieces of a text in their order; or, when a `${{` is never closed, where it stands. */
export function splitTemplate(text: string): readonly TemplatePart[] | { readonly unclosed: number } {
  const parts: TemplatePart[] = []
  let from = 0
  for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, from)) {
    const close = endOfExpression(text, open + OPEN.length)
    if (close === -1) return { unclosed: open }
    if (open > from) parts.push({ kind: 'text', text: text.slice(from, open) })
    parts.push(trimmed(text, open + OPEN.length, close))
    from = close + CLOSE.length
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function trimmed(text: string, start: number, end: number): TemplatePart {
  const inner = text.slice(start, end)
  return { kind: 'expression', source: inner.trim(), offset: start + inner.length - inner.trimStart().length }
}

/** Skips `}}` inside quotes and inside map literals (`{"a": {"b": 1}}`). */
function endOfExpression(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '"' || character === "'") {
      at = endOfQuote(text, at)
    } else if (character === '{') {
      depth++
    } else if (character === '}') {
      if (depth === 0 && text[at + 1] === '}') return at
      depth = Math.max(0, depth - 1)
    }
  }
  return -1
}

/** The place of the closing quote; the text's end when there is none. */
function endOfQuote(text: string, open: number): number {
  const quote = text.startsWith(text.charAt(open).repeat(3), open) ? text.slice(open, open + 3) : text.slice(open, open + 1)
  for (let at = open + quote.length; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(quote, at)) return at + quote.length - 1
  }
  return text.length
}
