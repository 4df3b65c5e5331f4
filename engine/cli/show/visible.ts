const ESCAPE = String.fromCodePoint(0x1b)

/** `ESC [ … m`: letter styles that a program meant for a terminal of its own. */
const STYLES = new RegExp(`${ESCAPE}\\[[0-9;:]*m`, 'g')

/** Controls but tab, and format characters: they move, hide or reorder what stands around them. */
const UNSEEN = /(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Joins the parts of one emoji, and does nothing to other text. */
const JOINER = '\u200d'

/**
 * Text from a run as one line that does to a terminal nothing but appear: styles dropped, every other control character
 * spelt (`\n`, `\x1b`).
 */
export const visible = (text: string): string => text.replace(STYLES, '').replace(UNSEEN, (character) => (character === JOINER ? character : spell(character)))

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' }

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return SHORT[character] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}

/** At most so many characters, with a sign where the rest was. */
export function cut(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text
  return width <= 0 ? '' : `${characters.slice(0, width - 1).join('')}…`
}
