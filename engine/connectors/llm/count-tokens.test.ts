import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../testing/any-character'
import { countTokens } from './count-tokens'

describe('counting tokens', () => {
  it.each([
    ['', 0],
    ['hello world', 2],
    ['<|endoftext|>', 7],
    ['The quick brown fox jumps over the lazy dog. ', 11],
  ])('gives for %j %d', async (text, tokens) => {
    expect(await countTokens(text)).toBe(tokens)
  })

  it('of long texts is near the count of the whole', async () => {
    const sentence = 'Ships passed the harbour at noon, and the keeper wrote each of them down in his book. '
    const one = await countTokens(sentence)
    const many = await countTokens(sentence.repeat(5000))
    expect(many / (one * 5000)).toBeGreaterThan(0.9)
    expect(many / (one * 5000)).toBeLessThan(1.1)
  })

  it.each([
    ['one letter', 'a'.repeat(3_000_000)],
    ['no blanks', Array.from({ length: 3_000_000 }, (_, index) => String.fromCharCode(97 + ((index * 7919) % 26))).join('')],
    ['other scripts', '漢字仮名交じり文'.repeat(300_000)],
    ['blanks', ' '.repeat(3_000_000)],
  ])('takes no time worth telling: %s', async (_, text) => {
    await countTokens('warm')
    // Of the processor: a busy machine makes anything take long. Counted to its end, the least of these takes a second.
    const started = process.threadCpuUsage()
    await countTokens(text)
    const { user, system } = process.threadCpuUsage(started)
    expect((user + system) / 1000).toBeLessThan(100)
  })

  it('is at least one for any text', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ minLength: 1, unit: anyCharacter }), async (text) => (await countTokens(text)) >= 1))
  })
})
