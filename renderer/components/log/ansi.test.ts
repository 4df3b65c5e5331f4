import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAnsi, PLAIN, plainText } from './ansi'

const ESC = '\u001b'
const shown = (line: string) => parseAnsi(line).map(({ text, escaped }) => (escaped ? `⟨${text}⟩` : text))

describe('parseAnsi', () => {
  it('leaves plain text as one token', () => {
    expect(parseAnsi('finished in 2.1 s, 318 tokens out — “naïve”\t🚂')).toEqual([
      { text: 'finished in 2.1 s, 318 tokens out — “naïve”\t🚂', style: PLAIN, escaped: false },
    ])
    expect(parseAnsi('')).toEqual([])
  })

  it('reads colours and letter styles, and their ends', () => {
    expect(parseAnsi(`${ESC}[1;31mred${ESC}[22m thin${ESC}[0m plain`)).toEqual([
      { text: 'red', style: { ...PLAIN, bold: true, colour: 1 }, escaped: false },
      { text: ' thin', style: { ...PLAIN, colour: 1 }, escaped: false },
      { text: ' plain', style: PLAIN, escaped: false },
    ])
    expect(parseAnsi(`${ESC}[mplain`)[0]?.style).toEqual(PLAIN)
  })

  it('brings bright, 256 and true colours to the nearest of the eight', () => {
    const colourOf = (codes: string) => parseAnsi(`${ESC}[${codes}mx`)[0]?.style.colour
    expect(['92', '38;5;9', '38;5;196', '38;2;20;200;40', '38:2:0:90:255', '38;5;250'].map(colourOf)).toEqual([2, 1, 1, 2, 4, 7])
    expect(parseAnsi(`${ESC}[48;5;21;1mx`)[0]?.style).toEqual({ ...PLAIN, ground: 4, bold: true })
  })

  it('drops every other escape sequence, even one that never ends', () => {
    expect(shown(`${ESC}[2J${ESC}[1;1Hhome ${ESC}]8;;https://example.com${ESC}\\link${ESC}]8;;\u0007 ${ESC}(Bend${ESC}[?25l`)).toEqual([
      'home ',
      'link',
      ' ',
      'end',
    ])
    expect(shown(`before${ESC}]0;title that never ends`)).toEqual(['before'])
    expect(shown(`before${ESC}`)).toEqual(['before'])
  })

  it('spells what could not be seen or would move text', () => {
    expect(shown('a\u0000b\u202ec\u200bd\u{e0041}e\ud800')).toEqual(['a', '⟨\\0⟩', 'b', '⟨\\u202e⟩', 'c', '⟨\\u200b⟩', 'd', '⟨\\u{e0041}⟩', 'e', '⟨\\ud800⟩'])
    expect(shown('10%\r20%\r')).toEqual(['10%', '⟨\\r⟩', '20%'])
  })

  it('never lets an unseen character through', () => {
    const piece = fc.oneof(
      fc.constantFrom(ESC, '[', 'm', ']', ';', '3', '8', '\u0007', '\u009b', '\u202e', '\u200d', '\n', '\ud83d'),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    )
    const nasty = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(nasty, (line) => {
        expect(plainText(line).replaceAll('\t', '')).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u)
      }),
    )
  })

  it('takes time in proportion to the line, whatever it is made of', () => {
    for (const part of [`${ESC}[`, `${ESC}]`, `${ESC}[1;`, `${ESC}P`, '\u202e']) expect(parseAnsi(part.repeat(8000)).length).toBeLessThanOrEqual(16_001)
  })
})
