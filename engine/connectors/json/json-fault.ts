type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end'

/** The offset behind what was read, or that of the first character that does not fit. */
type Read = { readonly end: number } | { readonly fault: number }

/**
 * Where a text stops being JSON: the offset of the first character that does not fit, or its length when it ends too early;
 * null when it is JSON. `JSON.parse` tells the place of some faults only, and quotes the text.
 */
export function jsonFault(text: string): number | null {
  const open: string[] = []
  let expected: Expected = 'value'
  for (let at = afterSpace(text, 0); ; at = afterSpace(text, at)) {
    const next = text.charAt(at)
    if (expected === ', or end' && open.length === 0) return at === text.length ? null : at
    if (closes(next, expected, open.at(-1))) {
      open.pop()
      expected = ', or end'
      at++
    } else if (expected === ', or end' || expected === ':') {
      if (next !== (expected === ':' ? ':' : ',')) return at
      expected = expected === ':' || open.at(-1) === '[' ? 'value' : 'key'
      at++
    } else if (expected === 'key' || expected === 'key or }') {
      const key = readString(text, at)
      if ('fault' in key) return key.fault
      expected = ':'
      at = key.end
    } else if (next === '[' || next === '{') {
      open.push(next)
      expected = next === '[' ? 'value or ]' : 'key or }'
      at++
    } else {
      const value = next === '"' ? readString(text, at) : readWord(text, at)
      if ('fault' in value) return value.fault
      expected = ', or end'
      at = value.end
    }
  }
}

function closes(next: string, expected: Expected, opened: string | undefined): boolean {
  if (next === ']') return opened === '[' && (expected === 'value or ]' || expected === ', or end')
  return next === '}' && opened === '{' && (expected === 'key or }' || expected === ', or end')
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return at
}

function readWord(text: string, at: number): Read {
  const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
  word.lastIndex = at
  return word.test(text) ? { end: word.lastIndex } : { fault: at }
}

function readString(text: string, from: number): Read {
  if (text.charAt(from) !== '"') return { fault: from }
  const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y
  for (let at = from + 1; at < text.length; at++) {
    const next = text.charAt(at)
    if (next === '"') return { end: at + 1 }
    if (next < ' ') return { fault: at }
    if (next !== '\\') continue
    escape.lastIndex = at + 1
    if (!escape.test(text)) return { fault: at + 1 }
    at = escape.lastIndex - 1
  }
  return { fault: text.length }
}
