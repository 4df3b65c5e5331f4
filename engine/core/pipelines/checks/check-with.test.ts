import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type KindRules, parsePipeline } from '../parse-pipeline'

const defaults = { timeoutMs: 1000, queue: 'default', onLost: 'fail' } as const

const kinds = new Map<string, KindRules>([
  ['ruled', { config: z.looseObject({}).refine(() => false), defaults }],
  ['worded', { config: z.looseObject({}).refine(() => false, 'One of these is one too many.'), defaults }],
  [
    'timed',
    {
      config: z.looseObject({ wait: z.string().regex(/^\d+s$/, 'Say how long.'), waits: z.array(z.string().regex(/^\d+s$/, 'Say how long.')).optional() }),
      defaults,
    },
  ],
  [
    'deep',
    {
      config: z.looseObject({}).superRefine((_value, context) => context.addIssue({ code: 'custom', path: ['a', 'b'], message: 'There is no b in a.' })),
      defaults,
    },
  ],
  ['vars', { config: z.strictObject({ env: z.record(z.string().regex(/^[A-Z]+$/), z.string()) }), defaults }],
  [
    'asked',
    {
      config: z.looseObject({}),
      checkTemplate: () => ['text.0', 'list.9', 'list.x', 'list.0'].map((path) => ({ path, message: `Not in ${path}.` })),
      defaults,
    },
  ],
  ['secretive', { config: z.looseObject({}), secretsIn: ['key', 'login.password', 'header'], defaults }],
])

const problemsOf = (lines: string, uses: string) =>
  parsePipeline(`name: p\nsteps:\n  - id: a\n    uses: ${uses}\n${lines.replaceAll(/^/gm, '    ')}`, kinds).problems.map(
    ({ line, column, endColumn, message, replacement }) => `${line}:${column}-${endColumn} ${message}${replacement === null ? '' : ` → ${replacement}`}`,
  )

describe('what is wrong with the `with` of a step', () => {
  it.each<[string, string, string, string[]]>([
    ['as a whole stands under its key', 'ruled', 'with: { a: 1 }', ['5:5-9 `with` must be something else.']],
    ['as a whole stands at the kind where there is no `with`', 'worded', '', ['4:11-17 One of these is one too many.']],
    ['is told where it would stand, as near as something does', 'deep', 'with: { a: {} }', ['5:13-14 There is no b in a.']],
    ['is told at the step, where nothing stands near it', 'deep', 'with: { c: 1 }', ['5:5-9 There is no b in a.']],
    ['may be a key', 'vars', 'with: { env: { path: x } }', ['5:20-24 The key `path` must match pattern /^[A-Z]+$/.']],
    ['is cured with the unit that a time lacks', 'timed', 'with: { wait: 30 }', ['5:19-21 `wait` must be text, not a number. → 30s']],
    ['is not cured by a guess', 'timed', 'with: { wait: true }', ['5:19-23 `wait` must be text, not `true`.']],
    [
      'is cured in each place of a list by itself',
      'timed',
      'with: { wait: 1s, waits: [2s, 3, true] }',
      ['5:35-36 Item 2 of `waits` must be text, not a number. → 3s', '5:38-42 Item 3 of `waits` must be text, not `true`.'],
    ],
  ])('%s', (_what, uses, lines, problems) => {
    expect(problemsOf(lines, uses)).toEqual(problems)
  })

  it('is told by a kind at the place that it names, or at `with` where the file has no such place', () => {
    expect(problemsOf('with: { text: hello, list: [a, b] }', 'asked').toSorted()).toEqual([
      '5:11-40 Not in list.9.',
      '5:11-40 Not in list.x.',
      '5:11-40 Not in text.0.',
      '5:33-34 Not in list.0.',
    ])
  })
})

describe('a secret', () => {
  const secret = '${{ secrets.KEY }}'

  it.each<[string, string, string[]]>([
    ['may stand where its kind takes one', `with: { key: "${secret}", login: { password: "a ${secret}" } }`, []],
    [
      'may not stand elsewhere, and the places are told',
      `with: { text: "${secret}" }`,
      ['5:32-35 A step of the kind `secretive` takes secrets in `key`, `login.password` and `header` only.'],
    ],
  ])('%s', (_what, lines, problems) => {
    expect(problemsOf(lines, 'secretive')).toEqual(problems)
  })

  it('is not judged in a step of a kind that does not exist', () => {
    expect(problemsOf(`with: { text: "${secret}" }`, 'nosuchkind')).toEqual(['4:11-21 There is no kind of step `nosuchkind`.'])
  })
})
