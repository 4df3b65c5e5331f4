import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { json } from '../../contract/json'
import type { Problem } from '../../contract/pipeline'
import { type KindRules, parsePipeline } from './parse-pipeline'

const defaults = { timeoutMs: 60_000, queue: 'default', onLost: 'retry' } as const

const kinds: ReadonlyMap<string, KindRules> = new Map<string, KindRules>([
  [
    'note',
    {
      config: z.strictObject({
        text: z.string(),
        times: z.int().min(1).max(9).optional(),
        tags: z.array(z.string()).optional(),
        mode: z.enum(['loud', 'quiet']).optional(),
      }),
      defaults,
    },
  ],
  [
    'shell',
    {
      config: z.strictObject({
        command: z.string(),
        script: z.string().optional(),
        env: z.record(z.string().regex(/^[A-Z]+$/, 'A variable is written in capitals.'), z.string()).optional(),
      }),
      noExpressions: ['command', 'script'],
      defaults: { timeoutMs: 5000, queue: 'heavy', onLost: 'fail' },
    },
  ],
  [
    'asked',
    {
      config: z.strictObject({
        command: z.array(z.union([z.string(), z.strictObject({ text: z.string(), from: z.string().optional() })])),
        again: z.string().optional(),
      }),
      checkTemplate: (template) =>
        JSON.stringify(template).includes('${{')
          ? [
              { path: 'command.1', message: 'Not here.' },
              { path: '', message: 'Nowhere.' },
              { path: 'gone.x', message: 'Not there.' },
            ]
          : [],
      defaults,
    },
  ],
  ['free', { config: z.looseObject({}), defaults }],
  [
    'file',
    {
      config: z.discriminatedUnion('action', [
        z.strictObject({ action: z.literal('read'), path: z.string().min(1), encoding: z.enum(['utf8', 'base64']).optional() }),
        z.strictObject({ action: z.literal('write'), path: z.string().min(1), content: z.union([z.string(), z.strictObject({ json })]) }),
      ]),
      defaults,
    },
  ],
])

const parse = (text: string) => parsePipeline(text, kinds)

/** `line:column-endLine:endColumn severity code message → replacement` */
const told = ({ line, column, endLine, endColumn, severity, code, message, replacement }: Problem) =>
  `${line}:${column}-${endLine === line ? '' : `${endLine}:`}${endColumn} ${severity === 'warning' ? 'warning ' : ''}${code}: ${message}${replacement === null ? '' : ` → ${replacement}`}`

const problemsOf = (text: string) => parse(text).problems.map(told)

/** A file with one step that is right but for what is given. */
const withStep = (lines: string, uses = 'free') => `name: p\nsteps:\n  - id: a\n    uses: ${uses}\n${lines.replaceAll(/^/gm, '    ')}`

/** A file with one right step and these lines above it. */
const withTop = (lines: string) => `${lines}\nname: p\nsteps: [{ id: a, uses: free }]`

describe('a right file', () => {
  const text = `# a plan
name: business_plan
description: From a name to a plan
version: "1.0"
inputs:
  business_name: { type: string, required: true, description: "What it is called" }
  count: { type: integer, default: 3, options: [1, 3] }
  anything: {}
defaults: { queue: medium, timeout: 30s, retry: { attempts: 5, jitter: none } }
steps:
  - id: draft
    name: Draft it
    uses: note
    with: { text: "A plan for \${{ inputs.business_name }}", times: "\${{ inputs.count }}" }
  - id: sections
    uses: shell
    needs: [draft]
    if: steps.draft.output.ok == true
    map: { over: "steps.draft.output.sections", max_parallel: 4, on_item_error: continue }
    queue: heavy
    timeout: 1h30m
    retry: { delay: 500ms, max: 0, backoff: fixed }
    on_lost: retry
    with:
      command: tee
      env: { TITLE: "\${{ item.title }} \${{ index }}" }
  - id: last
    uses: shell
    needs:
      - draft
      - { step: sections, on: [failed, skipped] }
    with: { command: "true" }
outputs:
  plan: "\${{ steps.sections.output }}"
`

  it('becomes a spec with every default filled in', () => {
    const retry = { attempts: 5, backoff: 'exponential', delayMs: 1000, maxMs: 60_000, jitter: 'none' }
    expect(parse(text)).toMatchObject({
      problems: [],
      name: 'business_plan',
      spec: {
        name: 'business_plan',
        description: 'From a name to a plan',
        inputs: [
          { name: 'business_name', type: 'string', required: true, description: 'What it is called', default: null, options: null },
          { name: 'count', type: 'integer', required: false, description: '', default: 3, options: [1, 3] },
          { name: 'anything', type: 'string', required: false, description: '', default: null, options: null },
        ],
        outputs: { plan: '${{ steps.sections.output }}' },
        steps: [
          {
            id: 'draft',
            name: 'Draft it',
            uses: 'note',
            with: { text: 'A plan for ${{ inputs.business_name }}', times: '${{ inputs.count }}' },
            needs: [],
            if: null,
            map: null,
            queue: 'medium',
            timeoutMs: 30_000,
            retry,
            onLost: 'retry',
            line: 11,
          },
          {
            id: 'sections',
            name: 'sections',
            uses: 'shell',
            with: { command: 'tee', env: { TITLE: '${{ item.title }} ${{ index }}' } },
            needs: [{ step: 'draft', on: ['succeeded', 'skipped'] }],
            if: 'steps.draft.output.ok == true',
            map: { over: 'steps.draft.output.sections', maxParallel: 4, onItemError: 'continue' },
            queue: 'heavy',
            timeoutMs: 5_400_000,
            retry: { ...retry, backoff: 'fixed', delayMs: 500, maxMs: 0 },
            onLost: 'retry',
            line: 15,
          },
          {
            id: 'last',
            queue: 'medium',
            timeoutMs: 30_000,
            onLost: 'fail',
            line: 27,
            needs: [
              { step: 'draft', on: ['succeeded', 'skipped'] },
              { step: 'sections', on: ['failed', 'skipped'] },
            ],
          },
        ],
      },
    })
  })

  it('has a graph and the inputs for a form', () => {
    const { graph, inputs } = parse(text)
    expect(graph?.steps.map(({ id, mapped, conditional, needs }) => ({ id, mapped, conditional, needs: needs.map((need) => need.step) }))).toEqual([
      { id: 'draft', mapped: false, conditional: false, needs: [] },
      { id: 'sections', mapped: true, conditional: true, needs: ['draft'] },
      { id: 'last', mapped: false, conditional: false, needs: ['draft', 'sections'] },
    ])
    expect(inputs.map((input) => input.name)).toEqual(['business_name', 'count', 'anything'])
  })

  it("takes its kind's defaults where nothing else is said", () => {
    expect(parse('name: p\nsteps: [{ id: a, uses: shell, with: { command: x } }]').spec?.steps[0]).toMatchObject({
      queue: 'heavy',
      timeoutMs: 5000,
      onLost: 'fail',
      retry: { attempts: 3 },
    })
  })

  it('may be JSON, with tabs', () => {
    const asJson = '{\n\t"name": "p",\n\t"version": 2,\n\t"steps": [\n\t\t{ "id": "a", "uses": "note", "with": { "text": "\\ud83d\\ude00 \\/" } }\n\t]\n}\n'
    expect(parse(asJson)).toMatchObject({ problems: [], spec: { steps: [{ with: { text: '😀 /' } }] } })
  })

  it('may use anchors, block texts, CRLF and a byte order mark', () => {
    const crlf =
      '\uFEFFname: p\r\ndefaults: { retry: &r { attempts: 2 } }\r\nsteps:\r\n  - id: a\r\n    uses: note\r\n    retry: *r\r\n    with:\r\n      text: |\r\n        one\r\n        two\r\n'
    expect(parse(crlf)).toMatchObject({ problems: [], spec: { steps: [{ retry: { attempts: 2 }, with: { text: 'one\ntwo\n' } }] } })
  })

  it('may have empty keys, plain conditions and unquoted expressions', () => {
    const plain = withStep('needs:\nretry:\nif: true\nname: ${{ is only text }}\nwith: { x: 1 }')
    expect(parse(plain)).toMatchObject({ problems: [], spec: { steps: [{ needs: [], if: 'true', name: '${{ is only text }}' }] } })
  })

  it('gives a null-safe, plain value for odd keys', () => {
    const { spec } = parse(withStep('with: { __proto__: { x: 1 }, constructor: 2, 1: one, true: yes }'))
    expect(JSON.stringify(spec?.steps[0]?.with)).toBe(
      '{"__proto__":{"x":1},"constructor":2,"1":"one","true":"yes"}'.replace(
        '"__proto__":{"x":1},"constructor":2,"1":"one"',
        '"1":"one","__proto__":{"x":1},"constructor":2',
      ),
    )
  })
})

describe('problems with keys and values', () => {
  it.each<[string, string[]]>([
    ['', ['1:1-1 empty: The file is empty: a pipeline needs at least `name` and `steps`.']],
    ['# nothing\n', ['1:1-1 empty: The file is empty: a pipeline needs at least `name` and `steps`.']],
    ['just text', ['1:1-10 wrong_type: A pipeline is a map of keys and values, not text.']],
    ['- a\n- b', ['1:1-4 wrong_type: A pipeline is a map of keys and values, not a list.']],
    ['12', ['1:1-3 wrong_type: A pipeline is a map of keys and values, not a number.']],
    ['true', ['1:1-5 wrong_type: A pipeline is a map of keys and values, not `true`.']],
    ['{}', ['1:1-3 missing_key: A pipeline needs `name`.', '1:1-3 missing_key: A pipeline needs `steps`.']],
    ['name: p', ['1:1-5 missing_key: A pipeline needs `steps`.']],
    ['name:\nsteps:', ['1:1-5 missing_key: `name` has no value.', '2:1-6 missing_key: `steps` has no value.']],
    ['name: p\nsteps: []', ['2:8-10 empty: A pipeline needs at least one step.']],
    ['name: p\nsteps: {}', ['2:8-10 wrong_type: `steps` must be a list, not a map.']],
    ['name: [p]\nsteps: [x]', ['1:7-10 wrong_type: `name` must be text, not a list.', '2:9-10 wrong_type: A step is a map of keys and values, not text.']],
    [
      'name: nul.txt\nsteps: [{ id: a, uses: free }]',
      ['1:7-14 name_syntax: The name of a pipeline is also that of its folder, on any system, and nul.txt is the name of a device on Windows. Choose another.'],
    ],
    [
      'name: daily..\nsteps: [{ id: a, uses: free }]',
      [
        '1:7-14 name_syntax: The name of a pipeline is also that of its folder, on any system, and daily.. ends in a dot or a blank, which Windows drops. Choose another. → daily',
      ],
    ],
    ['name: 12\nsteps: [{ id: a, uses: free }]', ['1:7-9 wrong_type: `name` must be text. Put it in quotes. → "12"']],
    [
      'name: "a/b"\nsteps: [{ id: a, uses: free }]',
      ['1:7-12 name_syntax: The name of a pipeline has letters, digits, spaces and `_ . -`, and starts with a letter, digit or underscore.'],
    ],
    [`name: ${'p'.repeat(101)}\nsteps: [{ id: a, uses: free }]`, ['1:7-108 too_long: The name of a pipeline has at most 100 characters.']],
    [withTop('step: 1'), ['1:1-5 unknown_key: `step` is not a key of a pipeline. Did you mean `steps`? → steps']],
    [withTop('zzzzzzzzz: 1'), ['1:1-10 unknown_key: `zzzzzzzzz` is not a key of a pipeline.']],
    [
      withTop('budget: { usd: 1 }\non_failure: []'),
      ['1:1-7 not_available: `budget` is not available in this version yet.', '2:13-15 empty: `on_failure` needs at least one step.'],
    ],
    [withTop('version: [1]'), ['1:10-13 wrong_type: `version` must be text, not a list.']],
    [withTop('description: 5'), ['1:14-15 wrong_type: `description` must be text. Put it in quotes. → "5"']],
    [withTop('inputs: []'), ['1:9-11 wrong_type: `inputs` must be a map of keys and values, not a list.']],
    [withTop('defaults: fast'), ['1:11-15 wrong_type: `defaults` is a map of keys and values, not text.']],
    [
      withTop('defaults: { que: x, cache: 1 }'),
      [
        '1:13-16 unknown_key: `que` is not a key of `defaults`. Did you mean `queue`? → queue',
        '1:21-26 not_available: `cache` is not available in this version yet.',
      ],
    ],
    [withStep('neds: [b]'), ['5:5-9 unknown_key: `neds` is not a key of a step. Did you mean `needs`? → needs']],
    [withStep('confidence: {}'), ['5:5-15 not_available: `confidence` is not available in this version yet.']],
    ['name: p\nsteps:\n  -', ['3:4-4 wrong_type: A step is a map of keys and values, not empty.']],
    ['name: p\nsteps:\n  - uses: free', ['3:5-9 missing_key: A step needs `id`.']],
    ['name: p\nsteps:\n  - id: a', ['3:5-7 missing_key: A step needs `uses`.']],
    [
      'name: p\nsteps:\n  - id: a\n    with: { x: "${{ inputs.x }}" }',
      ['3:5-7 missing_key: A step needs `uses`.', '4:28-29 unknown_input: There is no input `x`.'],
    ],
    [
      'name: p\nsteps:\n  - id: my-step\n    uses: free',
      ['3:9-16 name_syntax: The id of a step has letters, digits and underscores only, and starts with a letter or underscore. → my_step'],
    ],
    [
      'name: p\nsteps: [{ id: 2x, uses: free }]',
      ['2:15-17 name_syntax: The id of a step has letters, digits and underscores only, and starts with a letter or underscore. → _2x'],
    ],
    [`name: p\nsteps: [{ id: ${'i'.repeat(101)}, uses: free }]`, ['2:15-116 too_long: The id of a step has at most 100 characters.']],
    [
      'name: p\nsteps: [{ id: "", uses: free }]',
      ['2:15-17 name_syntax: The id of a step has letters, digits and underscores only, and starts with a letter or underscore.'],
    ],
    [withStep('with: x'), ['5:11-12 wrong_type: `with` must be a map of keys and values, not text.']],
    [withStep('queue: a b'), ['5:12-15 unknown_queue: There is no queue `a b`; there are `heavy`, `medium`, `default`.']],
    [withStep('queue: havy'), ['5:12-16 unknown_queue: There is no queue `havy`; there are `heavy`, `medium`, `default`. Did you mean `heavy`? → heavy']],
    [
      'name: p\nsteps: [{ id: outputs, uses: free }]',
      ['2:15-22 reserved_id: `outputs` is the name of the step that gives out what the file names under `outputs`. Choose another id.'],
    ],
    [withStep(`queue: ${'q'.repeat(101)}`), ['5:12-113 unknown_queue: There is no queue of this name; there are `heavy`, `medium`, `default`.']],
    [withStep('timeout: 30'), ['5:14-16 duration: `timeout` must be a duration: say of what, such as `30s` for seconds. → 30s']],
    [withStep('timeout: soon'), ['5:14-18 duration: `timeout` must be a duration, such as `500ms`, `30s`, `5m` or `1h30m`.']],
    [withStep('timeout: [1s]'), ['5:14-18 duration: `timeout` must be a duration, such as `500ms`, `30s`, `5m` or `1h30m`.']],
    [withStep('timeout: 0'), ['5:14-15 wrong_value: `timeout` must be from 1ms to 24d.']],
    [withStep('timeout: 25d'), ['5:14-17 wrong_value: `timeout` must be from 1ms to 24d.']],
    [withStep('retry: 3'), ['5:12-13 wrong_type: `retry` is a map of keys and values, not a number.']],
    [
      withStep('retry: { attempts: 0, backoff: expo, delay: 2, max: 2d, jitter: 1 }'),
      [
        '5:24-25 wrong_value: `attempts` must be a whole number from 1 to 100.',
        '5:36-40 wrong_value: `backoff` must be one of `exponential`, `fixed`.',
        '5:49-50 duration: `delay` must be a duration: say of what, such as `2s` for seconds. → 2s',
        '5:57-59 wrong_value: `max` must be from 0 to 1d.',
        '5:69-70 wrong_type: `jitter` must be text. Put it in quotes. → "1"',
      ],
    ],
    [
      withStep('retry: { attempts: [1], backoff: fixd }'),
      [
        '5:24-27 wrong_value: `attempts` must be a whole number from 1 to 100.',
        '5:38-42 wrong_value: `backoff` must be one of `exponential`, `fixed`. Did you mean `fixed`? → fixed',
      ],
    ],
    [withStep('on_lost: retyr'), ['5:14-19 wrong_value: `on_lost` must be one of `retry`, `fail`, `ask`. Did you mean `retry`? → retry']],
    [withStep('map: {}'), ['5:10-12 missing_key: `map` needs `over`.']],
    [
      withStep('map: { over: "[1]", max_parallel: 1001, on_item_error: stop }'),
      ['5:39-43 wrong_value: `max_parallel` must be a whole number from 1 to 1000.', '5:60-64 wrong_value: `on_item_error` must be one of `fail`, `continue`.'],
    ],
    [withStep('name: [x]'), ['5:11-14 wrong_type: `name` must be text, not a list.']],
    [withTop('outputs: []'), ['1:10-12 wrong_type: `outputs` must be a map of keys and values, not a list.']],
  ])('of %j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
    expect(parse(text).spec).toBeNull()
  })

  it('come all at once, by position, and leave name, graph and inputs', () => {
    const parsed = parse(
      'nmae: x\nname: p\ninputs: { q: { type: number } }\nsteps:\n  - { id: a, uses: nte }\n  - { id: b, uses: free, needs: [a, c], tiemout: 1s }',
    )
    expect(parsed.problems.map(told)).toEqual([
      '1:1-5 unknown_key: `nmae` is not a key of a pipeline. Did you mean `name`? → name',
      '5:20-23 unknown_kind: There is no kind of step `nte`. Did you mean `note`? → note',
      '6:37-38 unknown_need: There is no step `c`. Did you mean `a`? → a',
      '6:41-48 unknown_key: `tiemout` is not a key of a step. Did you mean `timeout`? → timeout',
    ])
    expect(parsed).toMatchObject({
      spec: null,
      name: 'p',
      inputs: [{ name: 'q' }],
      graph: {
        steps: [
          { id: 'a', uses: 'nte' },
          { id: 'b', needs: [{ step: 'a' }] },
        ],
      },
    })
  })

  it('leave the spec when they are only warnings', () => {
    const parsed = parse(withStep('if: "false"'))
    expect(parsed.problems.map(told)).toEqual(['5:9-16 warning never_runs: This step never runs: its condition is always false.'])
    expect(parsed.spec).not.toBeNull()
  })
})

describe('problems with inputs', () => {
  it.each<[string, string[]]>([
    ['__proto__: {}', ['1:11-20 name_syntax: The name of an input cannot be `__proto__`: JavaScript keeps that name to itself. Choose another.']],
    ['my-name: {}', ['1:11-18 name_syntax: The name of an input has letters, digits and underscores only, and starts with a letter or underscore. → my_name']],
    ['x: string', ['1:14-20 wrong_type: Input `x` is a map of keys and values, not text.']],
    ['x: { typ: string }', ['1:16-19 unknown_key: `typ` is not a key of input `x`. Did you mean `type`? → type']],
    ['x: { type: text }', ['1:22-26 wrong_value: `type` must be one of `string`, `number`, `integer`, `boolean`, `object`, `array`.']],
    [
      'x: { type: strin }',
      ['1:22-27 wrong_value: `type` must be one of `string`, `number`, `integer`, `boolean`, `object`, `array`. Did you mean `string`? → string'],
    ],
    ['x: { required: "yes" }', ['1:26-31 wrong_type: `required` must be true or false, not text.']],
    ['x: { required: [] }', ['1:26-28 wrong_type: `required` must be true or false, not a list.']],
    ['x: { type: integer, default: 1.5 }', ['1:40-43 wrong_default: `default` must be a whole number.']],
    ['x: { type: array, default: {} }', ['1:38-40 wrong_default: `default` must be a list.']],
    ['x: { default: c, options: [a, b] }', ['1:25-26 wrong_default: `default` must be one of "a", "b".']],
    ['x: { options: [a, 1] }', ['1:29-30 wrong_type: Every option of `x` is of its type, `string`.']],
    ['x: { options: [] }', ['1:25-27 empty: `options` needs at least one value.']],
    ['x: { options: a }', ['1:25-26 wrong_type: `options` must be a list, not text.']],
    [
      'x: { required: true, default: a }',
      ['1:16-24 warning required_with_default: `x` has a default, so it never has to be given: leave out `required`, or the default.'],
    ],
    ['x: { required: false, default: a }', []],
    [`x: { options: [${'a,'.repeat(201)}] }`, ['1:426-427 too_many: An input has at most 200 options.']],
  ])('{ %s }', (inputs, problems) => {
    expect(problemsOf(withTop(`inputs: { ${inputs} }`))).toEqual(problems)
  })

  it('that are too many', () => {
    const inputs = Array.from({ length: 201 }, (_, n) => `x${n}: {}`).join(', ')
    expect(problemsOf(withTop(`inputs: { ${inputs} }`))).toEqual(['1:1901-1905 too_many: A pipeline has at most 200 inputs.'])
  })
})

describe('problems with the graph', () => {
  const steps = (...each: string[]) => `name: p\nsteps:\n${each.map((step) => `  - { ${step} }`).join('\n')}`

  it.each<[string, string[]]>([
    [steps('id: a, uses: free', 'id: a, uses: free'), ['4:11-12 duplicate_id: There is a step `a` already, on line 3.']],
    [steps('id: a, uses: free, needs: [a]'), ['3:34-35 self_need: `a` needs itself.']],
    [steps('id: fetch, uses: free', 'id: b, uses: free, needs: [fecth]'), ['4:34-39 unknown_need: There is no step `fecth`. Did you mean `fetch`? → fetch']],
    [steps('id: b, uses: free, needs: [bb]'), ['3:34-36 unknown_need: There is no step `bb`.']],
    [steps('id: a, uses: free', 'id: b, uses: free, needs: [a, a]'), ['4:37-38 duplicate_need: `a` is needed twice.']],
    [steps('id: a, uses: free', 'id: b, uses: free, needs: a'), ['4:33-34 wrong_type: `needs` is a list, also for a single step. → [a]']],
    [steps('id: a, uses: free', 'id: b, uses: free, needs: 7'), ['4:33-34 wrong_type: `needs` must be a list, not a number.']],
    [steps('id: b, uses: free, needs: [[a]]'), ['3:34-37 wrong_type: A need is the id of a step, or `{ step: id, on: [succeeded] }`.']],
    [steps('id: b, uses: free, needs: [{ on: [failed] }]'), ['3:36-38 missing_key: A need needs `step`.']],
    [steps('id: a, uses: free', 'id: b, uses: free, needs: [{ step: a }]'), []],
    [steps('id: a, uses: free', 'id: b, uses: free, needs: [{ step: a, on: [] }]'), ['4:49-51 empty: `on` needs at least one outcome.']],
    [
      steps('id: a, uses: free', 'id: b, uses: free, needs: [{ step: a, on: [done, [x]] }]'),
      [
        '4:50-54 wrong_value: An outcome is one of `succeeded`, `failed`, `skipped`.',
        '4:56-59 wrong_value: An outcome is one of `succeeded`, `failed`, `skipped`.',
      ],
    ],
    [
      steps(
        'id: a, uses: free, needs: [z, b]',
        'id: b, uses: free, needs: [c]',
        'id: c, uses: free, needs: [a]',
        'id: x, uses: free, needs: [y]',
        'id: y, uses: free, needs: [a, x]',
        'id: z, uses: free',
      ),
      [
        '3:37-38 cycle: These steps wait for each other and could never start: a → b → c → a.',
        '6:34-35 cycle: These steps wait for each other and could never start: x → y → x.',
      ],
    ],
  ])('of %j', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems)
  })

  it('name a very long loop by its beginning and end', () => {
    const many = Array.from({ length: 60 }, (_, n) => `id: s${n}, uses: free, needs: [s${(n + 1) % 60}]`)
    expect(problemsOf(steps(...many))[0]).toMatch(/s0 → s1 → .* → s49 → … 10 more … → s0\.$/)
  })

  it('that are limits', () => {
    const many = Array.from({ length: 2001 }, (_, n) => `  - {id: s${n}, uses: free}`).join('\n')
    expect(problemsOf(`name: p\nsteps:\n${many}`)).toEqual(['2003:5-28 too_many: A pipeline has at most 2000 steps.'])
    const needs = Array.from({ length: 1001 }, (_, n) => `s${n}`).join(',')
    const needed = Array.from({ length: 1001 }, (_, n) => `{id: s${n}, uses: free}`).join(',')
    expect(problemsOf(`name: p\nsteps: [${needed},\n  {id: z, uses: free, needs: [${needs}]}]`)).toEqual([
      '3:4921-4926 too_many: A step has at most 1000 needs.',
    ])
  })

  it('that are more than a person can use', () => {
    const wrong = Array.from({ length: 201 }, (_, n) => `{id: s${n}, uses: nosuch}`).join(',')
    expect(problemsOf(`name: p\nsteps: [${wrong}]`)).toHaveLength(200)
  })
})

describe('problems with `with`', () => {
  it.each<[string, string, string[]]>([
    ['note', '', ['4:11-15 missing_key: A step of the kind `note` needs `text` in `with`.']],
    ['note', 'with: {}', ['5:5-9 missing_key: A step of the kind `note` needs `text` in `with`.']],
    ['note', 'with: { text: hi, tmies: 2 }', ['5:23-28 unknown_key: `tmies` is not a key of the kind `note`. Did you mean `times`? → times']],
    [
      'note',
      'with: { text: 5, times: 10, tags: [a, 1], mode: lod }',
      [
        '5:19-20 config: `text` must be text, not a number. → "5"',
        '5:29-31 config: `times` must be at most 9.',
        '5:43-44 config: Item 2 of `tags` must be text, not a number. → "1"',
        '5:53-56 config: `mode` must be one of `loud`, `quiet`. Did you mean `loud`? → loud',
      ],
    ],
    [
      'note',
      'with: { text: [x], times: 0, tags: a, mode: true }',
      [
        '5:19-22 config: `text` must be text, not a list.',
        '5:31-32 config: `times` must be at least 1.',
        '5:40-41 config: `tags` must be a list, not text.',
        '5:49-53 config: `mode` must be one of `loud`, `quiet`.',
      ],
    ],
    ['note', 'with: { text: "${{ 1 }}", times: "${{ 2 }}", tags: "${{ [] }}", mode: "${{ 1 }}" }', []],
    ['note', 'with: { text: x, tags: [1, "${{ 2 }}"] }', ['5:29-30 config: Item 1 of `tags` must be text, not a number. → "1"']],
    ['file', 'with: { action: raed, path: x }', ['5:21-25 config: `action` must be one of `read`, `write`. Did you mean `read`? → read']],
    ['file', 'with: { path: x }', ['5:5-9 missing_key: A step of the kind `file` needs `action` in `with`.']],
    ['file', 'with: { action: "${{ 1 }}", anything: x }', []],
    [
      'file',
      'with: { action: write, path: "", content: 5 }',
      ['5:34-36 config: `path` must have at least 1 character.', '5:47-48 config: `content` must be text or a map of keys and values, not a number. → "5"'],
    ],
    [
      'file',
      'with: { action: write, path: x, content: { jsn: 1 } }',
      ['5:37-44 missing_key: `content` needs `json`.', '5:48-51 unknown_key: `jsn` is not a key of `content`. Did you mean `json`? → json'],
    ],
    ['file', 'with: { action: write, path: x, content: { json: { deep: "${{ 1 }}" } } }', []],
    [
      'shell',
      'with: { command: "echo ${{ 1 }}", script: ok, env: { A: "${{ 2 }}" } }',
      ['5:22-37 expression_not_allowed: `command` cannot hold `${{ }}`: what a step does must stand in the file. Hand the value over elsewhere in `with`.'],
    ],
    [
      'shell',
      'with: { command: x, script: "${{ 1 }}" }',
      ['5:33-43 expression_not_allowed: `script` cannot hold `${{ }}`: what a step does must stand in the file. Hand the value over elsewhere in `with`.'],
    ],
    ['asked', 'with: { command: [a, b] }', []],
    [
      'asked',
      'with: { command: [a, "${{ 1 }}"] }',
      ['5:11-39 expression_not_allowed: Nowhere.', '5:11-39 expression_not_allowed: Not there.', '5:26-36 expression_not_allowed: Not here.'],
    ],
    [
      'asked',
      'with: { command: [{ text: a, form: b }, { from: c }] }',
      [
        '5:34-38 unknown_key: `form` is not a key of item 1 of `command`. Did you mean `from`? → from',
        '5:45-56 missing_key: Item 2 of `command` needs `text`.',
      ],
    ],
    ['asked', 'with: {}\nname: x', ['5:5-9 missing_key: A step of the kind `asked` needs `command` in `with`.']],
    [
      'shell',
      'with: { command: x, env: { A: 1, B: [] } }',
      ['5:35-36 config: `A` must be text, not a number. → "1"', '5:41-43 config: `B` must be text, not a list.'],
    ],
    ['shell', 'with: { command: x, env: { a: y } }', ['5:32-33 config: A variable is written in capitals.']],
  ])('of the kind %s: %s', (uses, lines, problems) => {
    const found = problemsOf(withStep(lines, uses))
    expect(found).toEqual(problems)
  })
})

describe('problems with expressions', () => {
  const two = (lines: string) =>
    `name: p\ninputs: { topic: {} }\nsteps:\n  - { id: first, uses: free }\n  - { id: other, uses: free }\n  - id: a\n    uses: free\n    needs: [first]\n${lines.replaceAll(/^/gm, '    ')}`

  it.each<[string, string[]]>([
    ['if: steps.first.output.ok', []],
    ['if: steps.frist.output.ok', ['9:15-20 unknown_step: There is no step `frist`. Did you mean `first`? → first']],
    ['if: steps.other.output.ok', ['9:15-20 not_upstream: `other` may not have ended when `a` starts: add it to the `needs` of `a`.']],
    ['if: steps.a.output.ok', ['9:15-16 not_upstream: `a` is this step itself; it has no output yet.']],
    ['if: inputs.topc == "x"', ['9:16-20 unknown_input: There is no input `topc`. Did you mean `topic`? → topic']],
    ["if: 'inputs.topic == ''it'' && inputs.topc'", ['9:9-48 unknown_input: There is no input `topc`. Did you mean `topic`?']],
    ['if: "inputs.topic ="', ['9:23-24 expression: `=` is not an operator here. Did you mean `==`? → ==']],
    ['if: ""', ['9:9-11 expression: The expression is empty.']],
    ['if: 5', ['9:9-10 wrong_type: `if` must be text. Put it in quotes. → "5"']],
    ['if: "${{ inputs.topic }}"', ['9:9-30 expression_braces: `if` is an expression already: write it without `${{ }}`. → "inputs.topic"']],
    ['if: "${{ inputs.topic }} == 1"', ['9:9-35 expression_braces: `if` is an expression already: write it without `${{ }}`.']],
    ['if: "${{ inputs.topic"', ['9:9-27 expression_braces: `if` is an expression already: write it without `${{ }}`.']],
    ['if: index > 1', ['9:9-14 item_outside_map: `index` exists only in the `with` and the `cache.key` of a step that has `map`.']],
    [
      'map: { over: "item" }\nwith: { x: "${{ item.name }}" }',
      ['9:19-23 item_outside_map: `item` exists only in the `with` and the `cache.key` of a step that has `map`.'],
    ],
    ['with: { x: "${{ item.name }}" }', ['9:21-25 item_outside_map: `item` exists only in the `with` and the `cache.key` of a step that has `map`.']],
    ['with: { x: "${{ [1].map(item, item) }}" }', []],
    ['with: { x: ["a ${{ inputs.topic }} b ${{ inputs.tpoic }}"] }', ['9:53-58 unknown_input: There is no input `tpoic`. Did you mean `topic`? → topic']],
    [
      'with:\n  x: |\n    one ${{ inputs.topic }}\n    two ${{ inputs.tpoic }}',
      ['12:24-29 unknown_input: There is no input `tpoic`. Did you mean `topic`? → topic'],
    ],
    ['with: { x: "\\u0024{{ inputs.tpoic }}" }', ['9:33-38 unknown_input: There is no input `tpoic`. Did you mean `topic`? → topic']],
    ['with: { x: "${{ inputs[\\"tpoic\\"] }}" }', ['9:16-42 unknown_input: There is no input `tpoic`. Did you mean `topic`?']],
    ['with: { x: "${{ }}" }', ['9:20-20 expression: The expression is empty.']],
    ['with: { x: "a ${{ 1" }', ['9:19-22 expression_unclosed: This `${{` is never closed with `}}`.']],
    ['with: { x: "\\u0024{{ 1" }', ['9:16-28 expression_unclosed: This `${{` is never closed with `}}`.']],
    ['with: { x: "${{ sise([1]) }}" }', ['9:21-25 expression: `sise` is not a known function. Did you mean `size`? → size']],
    ['with: { x: ${{ 1 }} }', ['9:17-18 yaml_syntax: This line cannot be read as YAML. Put the value with `${{ }}` in quotes.']],
  ])('%j', (lines, problems) => {
    expect(problemsOf(two(lines))).toEqual(problems)
  })

  it('in outputs may name any step, but no item', () => {
    const outputs = 'outputs: { a: "${{ steps.b.output }}", c: "${{ steps.gone.output }}", i: "${{ index }}" }'
    expect(problemsOf(`name: p\nsteps: [{ id: b, uses: free }]\n${outputs}`)).toEqual([
      '3:54-58 unknown_step: There is no step `gone`.',
      '3:79-84 item_outside_map: `index` exists only in the `with` and the `cache.key` of a step that has `map`.',
    ])
  })

  it('are not judged by a graph that has loops', () => {
    const text = 'name: p\nsteps:\n  - { id: a, uses: free, needs: [b] }\n  - { id: b, uses: free, needs: [a], if: steps.c.output }\n  - { id: c, uses: free }'
    expect(parse(text).problems.map((problem) => problem.code)).toEqual(['cycle'])
  })
})

describe('likely secrets', () => {
  it.each<[string, boolean]>([
    ['password: hunter22', true],
    ['db_password: hunter22', true],
    ['api-key: abcdef123', true],
    ['headers: { Authorization: abcdefgh }', true],
    ['x: sk-abcdefghijklmnopqrstuvwx', true],
    ['x: AKIAABCDEFGHIJKLMNOP', true],
    ['x: ghp_abcdefghijklmnopqrstuvwxyz0123456789', true],
    ['x: "Bearer abcdefghijklmnopqrst"', true],
    ['x: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', true],
    ['x: "-----BEGIN RSA PRIVATE KEY-----"', true],
    ['password: "${{ inputs.p }}"', false],
    ['password: short', false],
    ['token: "not a secret at all"', false],
    ['secretary: abcdefghijkl', false],
    ['max_tokens: 1000', false],
    ['x: ordinary text', false],
  ])('%s: %s', (line, secret) => {
    const found = problemsOf(`name: p\ninputs: { p: {} }\nsteps: [{ id: a, uses: free, with: { ${line} } }]`)
    expect(found.map((problem) => problem.split(': ')[1])).toEqual(secret ? ['This looks like a secret written as plain text'] : [])
  })

  it('stand in defaults of inputs too', () => {
    expect(problemsOf(withTop('inputs: { api_key: { default: abcdef123 }, n: { type: number, default: 1 }, plain: { default: abcdef123 } }'))).toEqual([
      '1:31-40 warning plain_secret: This looks like a secret written as plain text: whoever can read the file can read it. Add it under Secrets in the settings, and write `${{ secrets.NAME }}` in `with`.',
    ])
  })
})

describe('problems with YAML', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f', 'g'].map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdef'[n]}`).join(', ')}]`).join('\n')}`

  it.each<[string, string[]]>([
    ['name: p\nname: q\nsteps: [{ id: a, uses: free }]', ['2:1-5 duplicate_key: `name` is here twice.']],
    ['name: p\nsteps:\n\t- id: a', ['3:1-2 yaml_syntax: Indent with spaces: YAML does not allow tabs here.']],
    ['name: "p\nsteps: []', ['2:10-10 yaml_syntax: A quote is opened and never closed.']],
    ['name: p: q', ['1:7-8 yaml_syntax: There is a second `: ` in this value. Put the value in quotes.']],
    ['name: @p', ['1:7-8 yaml_syntax: A value cannot start with `@`. Put it in quotes.']],
    ['name: "\\q"', ['1:8-9 yaml_syntax: There is no such escape inside double quotes. Write `\\\\` for a backslash, or use single quotes.']],
    ['name: [p', ['1:9-9 yaml_syntax: A bracket is opened and never closed.']],
    ['name: &a &b p', ['1:10-12 yaml_syntax: This cannot be read as YAML: A node can have at most one anchor.']],
    ['name: p\n  x: 1', ['1:7-8 yaml_syntax: The indentation of this line does not fit the one below it.']],
    ['a: 1\n b: 2', ['1:4-5 yaml_syntax: The indentation of this line does not fit the one below it.']],
    ['- a\nb: 1', ['2:1-2 yaml_syntax: This does not belong here. Check the indentation, colons and brackets of this line and the one above.']],
    [
      'name: p\n---\nname: q',
      ['1:1-5 missing_key: A pipeline needs `steps`.', '2:1-4 yaml_syntax: A file holds one pipeline. Put what follows this line into a file of its own.'],
    ],
    ['steps: [{ id: a, uses: free }]\nname: !!js/function "x"', ['2:21-24 yaml_tag: Tags (`!`) are not supported. Write the plain value.']],
    ['steps: [{ id: a, uses: free }]\nname: !!str 12', []],
    [withTop('<<: { description: x }'), ['1:1-3 merge_key: Merge keys (`<<`) are not supported. Write the keys out, or use `defaults`.']],
    [withTop('[a]: 1'), ['1:1-4 key_not_text: A key must be text.']],
    [
      'name: {\n  - p\n}',
      [
        '2:3-6 yaml_syntax: This does not belong here. Check the indentation, colons and brackets of this line and the one above.',
        '2:3-6 key_not_text: A key must be text.',
      ],
    ],
    ['name: p\nsteps:\n  - id: a\n   uses: free', ['4:1-2 yaml_syntax: Something is missing here, such as a comma, a colon or a closing bracket.']],
    ['name: p\ninputs:\n    a: {}\n  b: {}', ['4:1-2 yaml_syntax: The indentation of this line does not fit the lines above it.']],
    [withStep('with: { a, b: 1 }'), []],
    [withTop('? \n: 1'), ['1:3-3 key_not_text: A key must be text.']],
    [withTop('description: *gone'), ['1:14-19 unknown_alias: There is no anchor `&gone` before this alias.']],
    [
      withStep('with: { n: 9007199254740993, f: 1e30, i: .inf }'),
      [
        '5:16-32 number_not_exact: This number is too large to be exact. Put it in quotes to keep it as text. → "9007199254740993"',
        '5:46-50 number_not_exact: This is not a finite number.',
      ],
    ],
    [withStep(`with: { x: ${'['.repeat(60)}${']'.repeat(60)} }`), ['5:62-90 too_deep: This is nested more than 50 levels deep.']],
    [withStep('with: { x: &x [*x] }'), ['5:20-22 unknown_alias: There is no anchor `&x` before this alias.']],
    [
      withStep(`with:\n${bomb.replaceAll(/^/gm, '  ')}`),
      ['11:14-16 file_too_large: A pipeline file has at most 200000 values, with those that aliases repeat.'],
    ],
    [
      withStep(`with:\n  deep: &d ${'['.repeat(30)}${']'.repeat(30)}\n  twice: ${'['.repeat(30)}*d${']'.repeat(30)}`),
      ['7:44-46 too_deep: This is nested more than 50 levels deep.'],
    ],
    [withStep(`with: { a: &a 1, b: [${Array(101).fill('*a').join(', ')}] }`), ['5:426-428 too_many_aliases: A pipeline file has at most 100 aliases.']],
    [withStep(`with: { a: &a 1, b: [${Array(150).fill('*a').join(', ')}] }`), ['5:426-428 too_many_aliases: A pipeline file has at most 100 aliases.']],
    ['x'.repeat(512 * 1024 + 1), ['1:1-1 file_too_large: A pipeline file has at most 524288 characters; this one has 524289.']],
  ])('%j', (text, problems) => {
    const found = problemsOf(text)
    expect(found).toEqual(problems)
  })

  // Where the reader gives up depends on the stack that it has left.
  it('nested as deep as no reader goes is told as such', () => {
    expect(parse(`name: p\nsteps: ${'['.repeat(5000)}`).problems.map((problem) => problem.message)).toContain('This is nested too deeply to be read.')
  })

  it('hide what would only be their echo, but not name and graph', () => {
    const parsed = parse('name: p\nsteps:\n  - id: a\n    uses: nosuch\n    neds: [b]\n  - id: "b\n')
    expect(parsed.problems.map((problem) => problem.code)).toEqual(['yaml_syntax'])
    expect(parsed).toMatchObject({ name: 'p', graph: { steps: [{ id: 'a' }, {}] } })
  })
})
