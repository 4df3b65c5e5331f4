import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { compareSpecs } from './compare-specs'
import { parsePipeline } from './parse-pipeline'

const free = { config: z.looseObject({}), defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' as const } }
const kinds = new Map([
  ['free', free],
  ['slow', { ...free, defaults: { ...free.defaults, timeoutMs: 600_000 } }],
])

function specOf(text: string) {
  const { spec, problems } = parsePipeline(`name: p\n${text}`, kinds)
  if (spec === null) throw new Error(problems.map(({ message }) => message).join('\n'))
  return spec
}

/** `step fetch changed: timeout`, as one would read it aloud. */
const said = (from: string, to: string) =>
  compareSpecs(specOf(from), specOf(to)).map(({ part, name, change, keys }) => `${part} ${name} ${change}${keys.length === 0 ? '' : `: ${keys.join(', ')}`}`)
const lines = (from: string, to: string) => compareSpecs(specOf(from), specOf(to)).map(({ name, fromLine, toLine }) => [name, fromLine, toLine])

const step = (id: string, more = '') => `  - { id: ${id}, uses: free${more} }\n`
const steps = (...each: readonly string[]) => `steps:\n${each.join('')}`

describe('two versions of a pipeline', () => {
  it('differ in the steps that came, went and changed, in the order of the newer file', () => {
    const from = steps(step('fetch', ', timeout: 5s'), step('old'), step('sum'))
    const to = steps(step('first'), step('fetch', ', timeout: 9s'), step('sum'))
    expect(said(from, to)).toEqual(['step first added', 'step fetch changed: timeout', 'step old removed'])
    expect(lines(from, to)).toEqual([
      ['first', null, 3],
      ['fetch', 3, 4],
      ['old', 4, null],
    ])
  })

  it.each<[string, string, string]>([
    [', name: Fetch', ', name: Get', 'name'],
    ['', ', name: Get', 'name'],
    [', with: { command: [a], folder: x }', ', with: { command: [b], folder: x, env: {} }', 'with.command, with.env'],
    ['', ', with: { command: [a], folder: x }', 'with'],
    [', needs: [z]', '', 'needs'],
    [', needs: [z]', ', needs: [{ step: z, on: [failed] }]', 'needs'],
    ['', ', if: "true"', 'if'],
    ['', ', map: { over: "[1]" }', 'map'],
    [', map: { over: "[1]" }', ', map: { over: "[2]", max_parallel: 3, on_item_error: continue }', 'map.over, map.max_parallel, map.on_item_error'],
    [', cache: { key: a }', ', cache: { key: a, ttl: 5s }', 'cache.ttl'],
    [', cache: { key: a }', '', 'cache'],
    ['', ', queue: heavy', 'queue'],
    ['', ', retry: { attempts: 4, jitter: none }', 'retry.attempts, retry.jitter'],
    ['', ', on_lost: fail', 'on_lost'],
  ])('name the keys of a step that changed: %j, then %j', (from, to, keys) => {
    expect(said(steps(step('z'), step('a', from)), steps(step('z'), step('a', to)))).toEqual([`step a changed: ${keys}`])
  })

  it('count a default with the steps that it reaches, and no others', () => {
    const from = steps(step('a'), step('b', ', timeout: 5s'))
    expect(said(from, `defaults: { timeout: 9s }\n${from}`)).toEqual(['step a changed: timeout'])
    expect(said(from, from.replace('a, uses: free', 'a, uses: slow'))).toEqual(['step a changed: uses, timeout'])
  })

  it('tell a step from one that runs only after a failure', () => {
    expect(said(steps(step('a'), step('tell')), `${steps(step('a'))}on_failure:\n${step('tell')}`)).toEqual(['step tell changed: on_failure'])
  })

  it('differ in inputs, outputs and what holds for the whole', () => {
    const whole = steps(step('a'))
    expect(said(`inputs: { topic: {}, old: {} }\n${whole}`, `inputs: { topic: { type: integer, default: 3 }, city: {} }\n${whole}`)).toEqual([
      'input topic changed: type, default',
      'input city added',
      'input old removed',
    ])
    expect(said(`${whole}outputs: { x: 1, y: 2 }`, `${whole}outputs: { y: 3, z: 4 }`)).toEqual(['output y changed', 'output z added', 'output x removed'])
    expect(said(`concurrency: { limit: 1 }\n${whole}`, `description: Sums.\nconcurrency: { limit: 2, overlap: skip }\n${whole}`)).toEqual([
      'pipeline description added',
      'pipeline concurrency changed: limit, overlap',
    ])
    expect(said(`description: Sums.\n${whole}`, `description: Adds.\n${whole}`)).toEqual(['pipeline description changed'])
  })

  it('do not differ by layout, comments, order, or what is a default anyway', () => {
    const from = steps(step('a', ', with: { x: 1, y: [2] }'), step('b'), step('c', ', needs: [a, b]'))
    const to = `# the same\nsteps:\n${step('c', ', needs: [b, a], timeout: 1m')}${step('b')}  - id: a\n    uses: free\n    with:\n      y: [2]\n      x: 1\n`
    expect(said(from, to)).toEqual([])
  })

  it('change back what they changed', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 })
    const file = fc
      .tuple(ids, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 5, maxLength: 5 }))
      .map(([names, timeouts]) => steps(...names.map((id, n) => step(id, `, timeout: ${timeouts[n] ?? 1}s`))))
    const sorted = (changes: readonly string[]) => changes.toSorted()
    fc.assert(
      fc.property(file, file, (one, other) => {
        expect(said(one, one)).toEqual([])
        const turned = said(other, one).map((each) => each.replace(/added|removed/, (word) => (word === 'added' ? 'removed' : 'added')))
        expect(sorted(said(one, other))).toEqual(sorted(turned))
      }),
      { numRuns: 60 },
    )
  })
})
