import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parsePipeline } from './parse-pipeline'

/** `on_failure` and `concurrency`, as a file says them. */

const kinds = new Map([['free', { config: z.looseObject({}), defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' as const } }]])
const parse = (text: string) => parsePipeline(text, kinds)
const problemsOf = (text: string) => parse(text).problems.map(({ line, code, message }) => `${line} ${code}: ${message}`)

const onFailure = (...lines: readonly string[]) => `name: p
inputs: { topic: {} }
steps:
  - { id: fetch, uses: free }
  - { id: sum, uses: free, needs: [fetch] }
on_failure:
${lines.map((line) => `  - ${line}`).join('\n')}
`

describe('the steps of on_failure', () => {
  it('are steps like others, which know what the run failed of and what became of every other step', () => {
    const { problems, spec, graph } = parse(
      onFailure(
        '{ id: collect, uses: free, with: { text: "${{ run.error.message }}", fetched: "${{ steps.fetch.output }}" } }',
        '{ id: tell, uses: free, needs: [collect], if: steps.sum.status == "failed" }',
      ),
    )
    expect(problems).toEqual([])
    expect(spec?.onFailure.map(({ id, needs }) => [id, needs.map(({ step }) => step)])).toEqual([
      ['collect', []],
      ['tell', ['collect']],
    ])
    expect(graph?.steps.map(({ id, onFailure: isThere }) => [id, isThere])).toEqual([
      ['fetch', false],
      ['sum', false],
      ['collect', true],
      ['tell', true],
    ])
  })

  it.each<[string, string[]]>([
    [
      onFailure('{ id: tell, uses: free, needs: [sum] }'),
      ['7 need_elsewhere: `sum` has always ended when the steps of `on_failure` start: leave out the need. What `sum` came to is in `steps.sum`.'],
    ],
    [onFailure('{ id: tell, uses: free, needs: [gone] }'), ['7 unknown_need: There is no step `gone`.']],
    [onFailure('{ id: fetch, uses: free }'), ['7 duplicate_id: There is a step `fetch` already, on line 4.']],
    [
      onFailure('{ id: a, uses: free, needs: [b] }', '{ id: b, uses: free, needs: [a] }'),
      ['7 cycle: These steps wait for each other and could never start: a → b → a.'],
    ],
    [
      onFailure('{ id: a, uses: free, with: { x: "${{ steps.b.output }}" } }', '{ id: b, uses: free }'),
      ['7 not_upstream: `b` may not have ended when `a` starts: add it to the `needs` of `a`.'],
    ],
  ])('%j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it('are nothing that other steps, or outputs, can name', () => {
    const text =
      'name: p\nsteps:\n  - { id: a, uses: free, needs: [tell], with: { x: "${{ steps.tell.output }}" } }\non_failure: [{ id: tell, uses: free }]\noutputs: { x: "${{ steps.tell.output }}" }'
    const elsewhere = '`tell` runs only when all other steps have ended and one has failed'
    expect(problemsOf(text)).toEqual([
      `3 need_elsewhere: ${elsewhere}, so nothing but steps of \`on_failure\` can need it.`,
      `3 not_upstream: ${elsewhere}: nothing but steps of \`on_failure\` can name it.`,
      `5 not_upstream: ${elsewhere}: nothing but steps of \`on_failure\` can name it.`,
    ])
  })

  it('alone know of run.error', () => {
    const text =
      'name: p\nsteps: [{ id: a, uses: free, with: { x: "${{ run.error.message }}" } }]\noutputs: { x: "${{ run.error.code }}", id: "${{ run.id }}" }'
    expect(problemsOf(text)).toEqual([
      '2 error_outside_on_failure: `run.error` exists only in the steps of `on_failure`.',
      '3 error_outside_on_failure: `run.error` exists only in the steps of `on_failure`.',
    ])
  })

  it('are a hundred at most', () => {
    const many = Array.from({ length: 101 }, (_, n) => `{ id: s${n}, uses: free }`)
    expect(problemsOf(onFailure(...many))).toEqual(['107 too_many: `on_failure` has at most 100 steps.'])
  })
})

describe('concurrency', () => {
  const withConcurrency = (concurrency: string) => `name: p\ninputs: { city: {} }\nconcurrency: ${concurrency}\nsteps: [{ id: a, uses: free }]`

  it.each([
    ['{ limit: 2 }', { limit: 2, group: null, overlap: 'queue' }],
    ['{ limit: 1, group: "${{ inputs.city }}", overlap: cancel_oldest }', { limit: 1, group: '${{ inputs.city }}', overlap: 'cancel_oldest' }],
    ['{ limit: 5, group: nightly, overlap: skip }', { limit: 5, group: 'nightly', overlap: 'skip' }],
  ])('%s', (text, concurrency) => {
    expect(parse(withConcurrency(text))).toMatchObject({ problems: [], spec: { concurrency } })
  })

  it('is absent unless it is said', () => {
    expect(parse('name: p\nsteps: [{ id: a, uses: free }]').spec).toMatchObject({ concurrency: null, onFailure: [] })
  })

  it.each<[string, string[]]>([
    ['{ limit: 0 }', ['3 wrong_value: `limit` must be a whole number from 1 to 1000.']],
    ['{ group: x }', ['3 missing_key: `concurrency` needs `limit`.']],
    ['{ limit: 1, overlap: skipp }', ['3 wrong_value: `overlap` must be one of `queue`, `skip`, `cancel_oldest`. Did you mean `skip`?']],
    ['{ limit: 1, group: "${{ inputs.ctiy }}" }', ['3 unknown_input: There is no input `ctiy`. Did you mean `city`?']],
    ['{ limit: 1, group: "${{ steps.a.output }}" }', ['3 inputs_only: Only inputs can be named here: the run does not exist yet.']],
    [
      '{ limit: 1, group: "${{ run.id + pipeline.name }}" }',
      [
        '3 inputs_only: Only inputs can be named here: the run does not exist yet.',
        '3 inputs_only: Only inputs can be named here: the run does not exist yet.',
      ],
    ],
    ['{ limit: 1, group: "${{ item }}" }', ['3 item_outside_map: `item` exists only in the `with` and the `cache.key` of a step that has `map`.']],
    [
      '{ limit: 1, group: "${{ secrets.KEY }}" }',
      ['3 secret_not_allowed: A secret can only stand in the `with` of a step: here its value would be stored and shown.'],
    ],
    ['3', ['3 wrong_type: `concurrency` is a map of keys and values, not a number.']],
  ])('%s', (text, problems) => {
    expect(problemsOf(withConcurrency(text))).toEqual(problems)
  })
})
