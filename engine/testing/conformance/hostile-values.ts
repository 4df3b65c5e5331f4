import type { Json } from '../../contract/json'

const nested = (levels: number): Json => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)

/** The worst that an expression can give: whatever passes the door as the input of a run. */
export const HOSTILE_VALUES: Readonly<Record<string, Json>> = {
  'a huge text': 'x'.repeat(500_000),
  'a text with NUL in it': 'a\0b',
  'a text that is two lines': 'a\r\nX-B: b',
  'half a character': 'a\ud800b',
  'a way out of the folder': '../../../../etc/passwd',
  'no text at all': '',
  'keys of prototypes': JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  'a deep value': nested(190),
  'many items': Array.from({ length: 50_000 }, (_, index) => index),
  'a number beyond all others': 1e308,
}
