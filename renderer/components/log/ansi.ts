/**
 * The terminal's colours and letter styles in a log line. Only SGR sequences (`ESC [ … m`) mean anything here; every other
 * escape sequence is dropped, and no character may hide or move text: controls, bidirectional marks and zero-width
 * characters come out as `escaped` tokens that spell them.
 */
export interface AnsiToken {
  readonly text: string
  readonly style: AnsiStyle
  /** The text spells a character that could not be seen. */
  readonly escaped: boolean
}

/** 0-7 as in a terminal: black, red, green, yellow, blue, magenta, cyan, white; bright ones fold into these. */
type AnsiColour = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface AnsiStyle {
  readonly colour: AnsiColour | null
  readonly ground: AnsiColour | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
  readonly inverse: boolean
}

export const PLAIN: AnsiStyle = { colour: null, ground: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false }

const ESC = '\u001b'
const BEL = '\u0007'
/** The same two as single C1 characters: CSI, and the end of a string. */
const [C1_CSI, C1_END] = ['\u009b', '\u009c']

/** `ESC [ parameters m` and every other CSI; OSC, DCS and other strings up to their end or the line's; plain escapes. */
const SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${C1_CSI})([0-?]*)[ -/]*([@-~])`,
    `(?:${ESC}[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^${BEL}${ESC}${C1_END}]*(?:${BEL}|${ESC}\\\\|${C1_END}|$)`,
    `${ESC}[ -/]*[0-~]?`,
  ].join('|'),
  'gu',
)

/** Controls but tab, format characters but visible number signs, lone surrogates, other line ends, blank letters, variation selectors but emoji's. */
const UNSEEN =
  /(?![\t\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u3164\ufe00-\ufe0e\uffa0\u{e0100}-\u{e01ef}]/gu

/** Every escape begins with a control character. */
const NEEDS_WORK = new RegExp(UNSEEN.source, 'u')

/** A line in the order of its text. Lines without anything special, nearly all, are one token. */
export function parseAnsi(line: string): readonly AnsiToken[] {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  if (!NEEDS_WORK.test(text)) return text === '' ? [] : [{ text, style: PLAIN, escaped: false }]
  const tokens: AnsiToken[] = []
  let style = PLAIN
  let from = 0
  for (const match of text.matchAll(SEQUENCE)) {
    pushText(tokens, text.slice(from, match.index), style)
    if (match[2] === 'm') style = afterSgr(style, match[1] ?? '')
    from = match.index + match[0].length
  }
  pushText(tokens, text.slice(from), style)
  return tokens
}

/** What can be read of a line, for search and copying: styles dropped, unseen characters spelt. */
export const plainText = (line: string): string =>
  NEEDS_WORK.test(line)
    ? parseAnsi(line)
        .map(({ text }) => text)
        .join('')
    : line

function pushText(tokens: AnsiToken[], text: string, style: AnsiStyle): void {
  let from = 0
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from) tokens.push({ text: text.slice(from, match.index), style, escaped: false })
    tokens.push({ text: spell(match[0]), style, escaped: true })
    from = match.index + match[0].length
  }
  if (from < text.length) tokens.push({ text: text.slice(from), style, escaped: false })
}

const SHORT: Readonly<Record<string, string>> = { '\0': '\\0', '\u0007': '\\a', '\b': '\\b', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r' }

function spell(character: string): string {
  const short = SHORT[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${hex(code, 2)}` : code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 5)}}`
}

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0')

function afterSgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map((part) => (part === '' ? 0 : Number(part)))
  let next = style
  for (let at = 0; at < codes.length;) {
    const code = codes[at] ?? 0
    if (code === 38 || code === 48) {
      const { colour, length } = extendedColour(codes, at + 1)
      next = code === 38 ? { ...next, colour } : { ...next, ground: colour }
      at += 1 + length
    } else {
      next = { ...next, ...(SGR.get(code) ?? ranged(code)) }
      at += 1
    }
  }
  return next
}

const SGR: ReadonlyMap<number, Partial<AnsiStyle>> = new Map<number, Partial<AnsiStyle>>([
  [0, PLAIN],
  [1, { bold: true }],
  [2, { dim: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [9, { strike: true }],
  [21, { underline: true }],
  [22, { bold: false, dim: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [27, { inverse: false }],
  [29, { strike: false }],
  [39, { colour: null }],
  [49, { ground: null }],
])

function ranged(code: number): Partial<AnsiStyle> {
  if (isWithin(code, 30) || isWithin(code, 90)) return { colour: asColour(code % 10) }
  if (isWithin(code, 40) || isWithin(code, 100)) return { ground: asColour(code % 10) }
  return {}
}

const isWithin = (code: number, first: number): boolean => code >= first && code < first + 8

const COLOURS: readonly AnsiColour[] = [0, 1, 2, 3, 4, 5, 6, 7]

const asColour = (index: number): AnsiColour | null => COLOURS[index] ?? null

/** `5;n` of the 256 colours or `2;r;g;b`: the nearest of the eight, which are legible in light and in dark. */
function extendedColour(codes: readonly number[], at: number): { colour: AnsiColour | null; length: number } {
  if (codes[at] === 5) return { colour: of256(codes[at + 1] ?? 0), length: 2 }
  if (codes[at] === 2) return { colour: nearest(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), length: 4 }
  return { colour: null, length: 1 }
}

function of256(index: number): AnsiColour | null {
  if (index < 16) return asColour(index % 8)
  if (index >= 232) return index < 244 ? 0 : 7
  const cube = index - 16
  return nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51)
}

/** One bit a channel that takes part, as the eight are numbered; greys by their lightness. */
function nearest(red: number, green: number, blue: number): AnsiColour | null {
  const most = Math.max(red, green, blue)
  const least = Math.min(red, green, blue)
  if (most - least < 40) return most < 128 ? 0 : 7
  const middle = (most + least) / 2
  return asColour((red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0))
}
