import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { KindRules } from '../kind-rules'
import { parsePipeline } from '../parse-pipeline'
import { secretInText } from './secret-in-text'

const defaults = { timeoutMs: 60_000, queue: 'default', onLost: 'retry' } as const
const kinds: ReadonlyMap<string, KindRules> = new Map<string, KindRules>([
  ['call', { config: z.looseObject({}), defaults, secretsIn: ['headers', 'auth.password'] }],
  ['one', { config: z.looseObject({}), defaults, secretsIn: ['env'] }],
  ['plain', { config: z.looseObject({}), defaults }],
])

/** Code, the words that are marked, and the sentence. */
const problemsOf = (text: string) =>
  parsePipeline(text, kinds).problems.map(({ line, column, endColumn, code, message }) => `${code} [${text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1)}] ${message}`)
const withStep = (step: string) => problemsOf(`name: p\nsteps:\n  - { id: a, uses: call }\n  - { id: b, ${step} }`)

describe('a secret in a pipeline file', () => {
  it.each([
    'uses: call, with: { headers: { authorization: "${{ secrets.TOKEN }}" } }',
    'uses: call, with: { headers: ["Bearer ${{ secrets.TOKEN }} ${{secrets.OTHER}}"] }',
    'uses: call, with: { auth: { password: "${{ (secrets.TOKEN) }}" } }',
    'uses: call, map: { over: "inputs" }, with: { headers: { a: "${{ secrets.TOKEN }}${{ item }}" } }',
    'uses: one, with: { env: "${{ secrets._x1 }}" }',
    'uses: plain, with: { list: "${{ [\'a\'].map(secrets, secrets) }}" }',
  ])('may stand by itself where the kind takes it: %s', (step) => {
    expect(withStep(step)).toEqual([])
  })

  it.each([
    ['uses: call, with: { url: "x${{ secrets.TOKEN }}" }', 'secret_not_allowed [TOKEN] A step of the kind `call` takes secrets in `headers` and `auth.password` only.'],
    ['uses: call, with: { auth: "${{ secrets.TOKEN }}" }', 'secret_not_allowed [TOKEN] A step of the kind `call` takes secrets in `headers` and `auth.password` only.'],
    ['uses: one, with: { x: "${{ secrets.TOKEN }}" }', 'secret_not_allowed [TOKEN] A step of the kind `one` takes secrets in `env` only.'],
    ['uses: plain, with: { x: "${{ secrets.TOKEN }}" }', 'secret_not_allowed [TOKEN] A step of the kind `plain` takes no secrets.'],
    ['uses: call, if: "secrets.TOKEN == \'\'"', 'secret_not_allowed [TOKEN] A secret can only stand in the `with` of a step: here its value would be stored and shown.'],
    ['uses: call, map: { over: "secrets.TOKEN" }', 'secret_not_allowed [TOKEN] A secret can only stand in the `with` of a step: here its value would be stored and shown.'],
    ['uses: one, with: { env: "${{ secrets.TOKEN + \'x\' }}" }', 'secret_not_alone [TOKEN] A secret cannot be calculated with: write `${{ secrets.TOKEN }}` by itself, or in a longer text.'],
    ['uses: one, with: { env: "${{ size(secrets.TOKEN) }}" }', 'secret_not_alone [TOKEN] A secret cannot be calculated with: write `${{ secrets.TOKEN }}` by itself, or in a longer text.'],
    ['uses: one, with: { env: "${{ secrets[\'TOKEN\'] }}" }', 'secret_not_alone [\'TOKEN\'] A secret cannot be calculated with: write `${{ secrets.TOKEN }}` by itself, or in a longer text.'],
    ['uses: one, with: { env: "${{ has(secrets.TOKEN) }}" }', 'secret_not_alone [TOKEN] A secret cannot be calculated with: write `${{ secrets.TOKEN }}` by itself, or in a longer text.'],
    ['uses: one, with: { env: "${{ secrets.TOKEN.length }}" }', 'secret_not_alone [TOKEN] A secret cannot be calculated with: write `${{ secrets.TOKEN }}` by itself, or in a longer text.'],
    ['uses: one, with: { env: "${{ secrets }}" }', 'expression [secrets] `secrets` is followed by a name: `secrets.API_KEY`.'],
    ['uses: one, with: { env: "${{ secrets[inputs] }}" }', 'expression [secrets] `secrets` is followed by a name: `secrets.API_KEY`.'],
  ])('is refused elsewhere, at its place: %s', (step, problem) => {
    expect(withStep(step)).toEqual([problem])
  })

  it('is refused in outputs, and in the default of an input', () => {
    expect(problemsOf('name: p\ninputs: { key: { default: "x ${{ secrets.TOKEN }}" } }\nsteps: [{ id: a, uses: call }]\noutputs: { key: "${{ secrets.TOKEN }}" }')).toEqual([
      'secret_not_allowed ["x ${{ secrets.TOKEN }}"] A secret can only stand in the `with` of a step: here its value would be stored and shown.',
      'secret_not_allowed [TOKEN] A secret can only stand in the `with` of a step: here its value would be stored and shown.',
    ])
  })

  it('has a name that the vault can keep', () => {
    expect(withStep(`uses: one, with: { env: "\${{ secrets.${'A'.repeat(65)} }}" }`)).toEqual([expect.stringMatching(/^name_syntax \[A{65}\] A name of a secret is at most 64 letters/)])
  })
})

describe('the value of a secret in a text', () => {
  const mask = (text: string) => text.replaceAll('sesame-open', '•••')

  it('is told with its place', () => {
    expect(secretInText('a: 1\nb: "sesame-open" # c\n', mask)).toMatchObject({ severity: 'error', code: 'secret_in_text', line: 2, column: 5, endLine: 2, endColumn: 16 })
    expect(secretInText('sesame-open', mask)).toMatchObject({ line: 1, column: 1, endColumn: 12 })
    expect(secretInText('x sesame-open\ny sesame-open', mask)).toMatchObject({ line: 1, column: 3, endLine: 1, endColumn: 14 })
  })

  it('is not found where there is none', () => {
    expect(secretInText('a: ${{ secrets.TOKEN }}', mask)).toBe(null)
  })
})
