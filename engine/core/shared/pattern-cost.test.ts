import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { partsOf, patternCost } from './pattern-cost'

describe('the parts of a pattern', () => {
  it.each<[string, number]>([
    ['abc', 6],
    ['[ab]{2,}', 10],
    ['\\pL', 45.25],
    ['[\\pL\\pN]', 85],
    ['a{1000}', 2005],
    ['a{2,1000}', 2005],
    ['(?:a{10}){10}', 295],
    ['[a{100}]', 5],
    ['[]{100}]', 5],
    ['[[:alpha:]{1000}]', 6.125],
    ['a\\{1000}', 11],
    ['\\Qa{1000}\\E', 14],
    ['\\x{1000}', 11],
    ['a)', 7],
    ['a{99999}', 2005],
    ['((a', 4],
    ['a|b', 7],
    ['a*b+c?', 12],
  ])('%s', (pattern, parts) => {
    expect(partsOf(pattern)).toBe(parts)
  })

  it('are never less than half of what compiling makes', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'é',
      '😀',
      '(',
      ')',
      '(?:',
      '(?i)',
      '|',
      '*',
      '+',
      '?',
      '*?',
      '{2}',
      '{3,7}',
      '{2,}',
      '{0,3}',
      '{0}',
      '{',
      '}',
      '[',
      ']',
      '[^',
      '^',
      '$',
      '\\b',
      '.',
      '\\pL',
      '\\p{Greek}',
      '\\d',
      '\\Q',
      '\\E',
      '\\x{41}',
      '\\',
      '-',
      '[:alpha:]',
      '[a-z]',
      '[^]x]',
      '(a|b)',
    )
    let compiled = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const pattern = pieces.join('')
        const size = sizeOf(pattern)
        if (size === null) return
        compiled++
        // A bracket that ends a range and begins a class may be read either way.
        expect(2 * partsOf(pattern)).toBeGreaterThanOrEqual(size)
      }),
      { numRuns: 3000, examples: [[['a', '{3,7}', '(?i)', '{3,7}']], [['|', 'a', '|']]] },
    )
    expect(compiled).toBeGreaterThan(300)
  })
})

function sizeOf(pattern: string): number | null {
  try {
    return RE2JS.compile(pattern).programSize()
  } catch {
    return null
  }
}

describe('what compiling a pattern costs', () => {
  it.each([
    ['\\pL'.repeat(10), 'x'.repeat(30)],
    ['(?i)[a-\u{1e942}]', '(?i)[a-zA-Z]'],
    ['(?i)[a-\\x{1e942}]', '[a-\\x{1e942}]'],
    ['(?i)[!-\\777]', '[!-\\777]'],
  ])('%s costs much more than %s', (dear, cheap) => {
    expect(patternCost(dear)).toBeGreaterThan(5 * patternCost(cheap))
  })
})
