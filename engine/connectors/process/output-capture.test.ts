import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutputCapture } from './output-capture'

const capture = (limit: number, chunks: readonly (string | Buffer)[], mask = (text: string): string => text, torn = 4) => {
  const output = new OutputCapture(limit, mask, torn)
  for (const chunk of chunks) output.write(Buffer.from(chunk))
  return output.end()
}

describe('captured output', () => {
  it('is whole when it fits, however it came in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 })), (pieces) => {
        const text = pieces.join('')
        expect(capture(Buffer.byteLength(text) + 4, pieces)).toEqual({ text, bytes: Buffer.byteLength(text), cut: false })
      }),
    )
  })

  it('keeps the beginning and the end, says how much is missing, and breaks no character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'é', '漢', '🚀'), { minLength: 100, maxLength: 300 }),
        fc.integer({ min: 8, max: 80 }),
        fc.integer({ min: 1, max: 7 }),
        (characters, limit, size) => {
          const all = Buffer.from(characters.join(''))
          const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.subarray(index * size, (index + 1) * size))
          const { text, bytes, cut } = capture(limit, chunks)
          expect({ bytes, cut }).toEqual({ bytes: all.length, cut: true })
          expect(text).not.toContain('\ufffd')
          const [head = '', tail = ''] = text.split(/\n… \(\d+ bytes left out\) …\n/)
          expect(characters.join('').startsWith(head)).toBe(true)
          expect(characters.join('').endsWith(tail)).toBe(true)
          expect(Buffer.byteLength(head + tail)).toBeGreaterThan(limit - 2 * 4 * 4 - 7)
        },
      ),
    )
  })

  it('shows no half of a secret that lies across a cut, also of one with several lines', () => {
    const secret = '-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----'
    const mask = (text: string): string => text.replaceAll(secret, '•••')
    for (let shift = 0; shift < secret.length + 2; shift++) {
      const text = `${'x'.repeat(shift)}${`${secret}${'.'.repeat(63 - 9)}`.repeat(30)}`
      const captured = capture(1600, [text], mask, secret.length).text
      expect(captured).toContain('•••')
      expect(captured.replaceAll('•••', '').replace(/\(\d+ bytes left out\)/, '')).not.toMatch(/[a-wyzA-Z]/)
    }
  })
})
