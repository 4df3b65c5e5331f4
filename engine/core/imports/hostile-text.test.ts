import { describe, expect, it } from 'vitest'
import { importText } from './convert'

describe('hostile input', () => {
  it('of thousands of the same is refused before it is laid out', () => {
    const same = [
      `stages: [${'{id: a},'.repeat(10_000)}]`,
      `stages: [{id: a, dependencies: [${'a,'.repeat(20_000)}]}, ${'{id: b, type: validation, dependencies: [b]},'.repeat(2500)}]`,
      Array.from({ length: 100_000 }, () => 'fix').join('->'),
    ]
    for (const text of same)
      expect(() => importText(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(?:file_too_large|pipeline_invalid)$/) }))
  }, 20_000)
})
