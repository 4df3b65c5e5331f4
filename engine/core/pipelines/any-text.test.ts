import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Problem } from '../../contract/pipeline'
import { anyCharacter } from '../../testing/any-character'
import { type KindRules, parsePipeline } from './parse-pipeline'

const defaults = { timeoutMs: 60_000, queue: 'default', onLost: 'retry' } as const

const kinds: ReadonlyMap<string, KindRules> = new Map<string, KindRules>([
  ['note', { config: z.strictObject({ text: z.string() }), defaults }],
  ['free', { config: z.looseObject({}), defaults }],
])

const parse = (text: string) => parsePipeline(text, kinds)

/** A file with one step that is right but for what is given. */
const withStep = (lines: string) => `name: p\nsteps:\n  - id: a\n    uses: free\n${lines.replaceAll(/^/gm, '    ')}`

describe('any text', () => {
  const valid = withStep(
    'needs: []\nretry: { attempts: 2 }\nif: inputs.n > 1\nmap: { over: "[1, 2]" }\nwith: { text: "a ${{ item }} b", tags: &t [x, y], more: *t }\ntimeout: 5s',
  )

  const inOrder = (problems: readonly Problem[]) =>
    problems.every(({ line, column, endLine, endColumn }, at) => {
      const before = problems[at - 1]
      return (
        line >= 1 &&
        column >= 1 &&
        (endLine > line || (endLine === line && endColumn >= column)) &&
        (before === undefined || before.line < line || (before.line === line && before.column <= column))
      )
    })

  const holds = (text: string) => {
    const { problems, spec } = parse(text)
    expect(inOrder(problems)).toBe(true)
    expect(spec === null).toBe(problems.some((problem) => problem.severity === 'error'))
  }

  it('is answered with problems in order, never with an exception', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), holds), { numRuns: 300 })
  })

  it('made of pieces of YAML is, too', () => {
    const pieces = fc.constantFrom(
      'name',
      'steps',
      'id',
      'uses',
      'with',
      'needs',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '\n    ',
      '[',
      ']',
      '{',
      '}',
      ', ',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '!x ',
      '? ',
      '#',
      '${{ ',
      ' }}',
      'steps.a',
      '<<',
      '1',
      '~',
      '---\n',
      '\t',
      '%',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (words) => holds(words.join(''))),
      { numRuns: 500 },
    )
  })

  it('that is a right file with a few characters changed is, too', () => {
    const change = fc.tuple(fc.nat(valid.length), fc.nat(5), fc.string({ maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) =>
        holds(changes.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), valid)),
      ),
      { numRuns: 500 },
    )
  })

  it.each([['['], ['{'], ['- '], ['? '], ['a: '], ['&a '], ['"'], ['!'], ['- *a\n'], ['${{ ']])('that repeats %j is, too', (piece) => {
    holds(piece.repeat(20_000))
    holds(withStep(`with: { x: ${piece.repeat(2000)}`))
  })
})

describe('large files', () => {
  /** Each step needs the ten before it and names three of them. */
  const large = (count: number) =>
    `name: large\nsteps:\n${Array.from({ length: count }, (_, n) => {
      const needs = Array.from({ length: Math.min(n, 10) }, (_unused, back) => `s${n - back - 1}`)
      const text = needs
        .slice(0, 3)
        .map((id) => `\${{ steps.${id}.output }}`)
        .join(' ')
      return `  - id: s${n}\n    uses: note\n    needs: [${needs.join(', ')}]\n    with: { text: "${text}" }`
    }).join('\n')}`

  it('of a thousand steps are read whole', () => {
    const { problems, spec } = parse(large(1000))
    expect([problems, spec?.steps.length]).toEqual([[], 1000])
  })

  it('full of mistakes tell no more than a person can use', () => {
    const text = `name: p\nsteps:\n${Array.from({ length: 2000 }, (_, n) => `  - { id: s${n}, uses: nosuch, needs: [${Array.from({ length: 20 }, (_unused, k) => `x${n}_${k}`).join(', ')}], bad: 1 }`).join('\n')}`
    expect(parse(text).problems).toHaveLength(200)
  })
})
