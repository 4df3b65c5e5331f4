import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonFault } from './json-fault'
import { parseJson } from './parse-json'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the fault in a JSON text', () => {
  it('is there exactly when the text is not JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom('', '"', '\\', ',', '}', ']', '{', ':', '1', '-', '.', '\n', 'e', 'null'), (json, place, cut, put) => {
        const at = place % (json.length + 1)
        const text = json.slice(0, at) + put + json.slice(at + cut)
        expect(jsonFault(text) === null).toBe(isJson(text))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a": 1,}', 8],
    ['[1 2]', 3],
    ['{"a"', 4],
    ['"a\\x"', 3],
    ['tru', 0],
    ['1 1', 2],
    ['[1}', 2],
    ['', 0],
  ])('of %s stands at %i', (text, at) => {
    expect(jsonFault(text)).toBe(at)
  })

  it('is told by its place, with nothing of the text', () => {
    expect(() => parseJson('{\n  "a": hunter2}', 'The text')).toThrow('The text is not valid JSON: what stands at line 2, column 8 does not belong there.')
    expect(() => parseJson('hunter2', 'The text')).toThrow('line 1, column 1')
    expect(() => parseJson('["hunter2"', 'The text')).toThrow('The text is not valid JSON: it ends too early, at line 1, column 11.')
    expect(() => parseJson(' ', 'The text')).toThrow('The text is not valid JSON: it is empty.')
  })
})
