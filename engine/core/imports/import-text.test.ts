import { afterAll, describe, expect, it } from 'vitest'
import { MAX_PIPELINE_TEXT } from '../../contract/api/pipelines'
import type { Json } from '../../contract/json'
import { parsePipeline } from '../pipelines/parse-pipeline'
import { importSamples } from '../../testing/import-samples'
import { openIdleKinds } from '../../testing/idle-kinds'
import { render } from '../pipelines/expressions'
import { importText } from './convert'

const { kinds, close } = openIdleKinds()
afterAll(close)

const problemsOf = (text: string) => parsePipeline(text, kinds).problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)

const notes = (text: string) => importText(text).report.map(({ level, path, line, message }) => `${line} ${level} ${path}: ${message}`)

/** Keys are never expressions. */
const textsOf = (value: Json): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []

describe('a file of an older system', () => {
  it.each(importSamples())('becomes a pipeline without problems, and a report: $name', async ({ source, pipelineFile, reportFile }) => {
    const { report, because, format, ...imported } = importText(source)
    expect(problemsOf(imported.text)).toEqual([])
    expect(parsePipeline(imported.text, kinds).name).toBe(imported.name)
    await expect(imported.text).toMatchFileSnapshot(pipelineFile)
    await expect(`${JSON.stringify({ format, because, report }, null, 1)}\n`).toMatchFileSnapshot(reportFile)
  })
})

describe('the format', () => {
  it.each([
    ['stages: []', 'flexiroaster'],
    ['{"stages": [{"type": "input"}]}', 'flexiroaster'],
    ['manifest -> verify -> scaffold -> fix', 'phase_list'],
    ['phases: [manifest, review]', 'phase_list'],
    ['[manifest, verify]', 'phase_list'],
    ['my_files: manifest → fix', 'phase_list'],
    ['sections: { a: b }', 'rtqcc_manuscript'],
    ['config: { generationOrder: [a] }', 'rtqcc_manuscript'],
    ['[prompt_enhancer, email_notifier]', 'cao_recipe'],
    ['steps: [a, b]', 'cao_recipe'],
    ['a -> b', 'cao_recipe'],
    ['FEATURES: { one: [a], two: [b, c] }', 'cao_recipe'],
  ])('of %j is seen', (text, format) => {
    const { because, ...imported } = importText(text)
    expect(imported.format).toBe(format)
    expect(because.length).toBeGreaterThan(0)
  })

  it.each([
    ['', 'there is nothing to import'],
    ['# nothing', 'there is nothing to import'],
    ['hello', 'of none of the formats'],
    ['a: 1', 'of none of the formats'],
    ['name: a\nsteps: [{ id: a, uses: wait }]', 'a pipeline file of signalbox already'],
    ['a -> b\nc', 'of none of the formats'],
  ])('of %j is none', (text, words) => {
    expect(() => importText(text)).toThrow(expect.objectContaining({ code: 'import_not_recognised', message: expect.stringMatching(new RegExp(words, 'i')) }))
  })

  it('can be named, and is refused where it is another', () => {
    for (const [format, words] of [
      ['flexiroaster', /no list `stages`/],
      ['rtqcc_manuscript', /no `sections`/],
      ['phase_list', /no list of phases/],
      ['cao_recipe', /no list of the names/],
    ] as const)
      expect(() => importText('a: 1', format)).toThrow(expect.objectContaining({ code: 'import_not_recognised', message: expect.stringMatching(words) }))
    expect(importText('[manifest, verify]', 'cao_recipe')).toMatchObject({ format: 'cao_recipe', because: [] })
    expect(() => importText('feature_name: strange')).toThrow(/does not list its services/)
  })
})

describe('hostile input', () => {
  it('is refused as a pipeline file would be, with places in the given text', () => {
    expect(() => importText('stages: !!js/function x')).toThrow(
      expect.objectContaining({ code: 'pipeline_invalid', problems: [expect.objectContaining({ code: 'yaml_tag', line: 1 })] }),
    )
    expect(() => importText('stages:\n  - a: [')).toThrow(expect.objectContaining({ code: 'pipeline_invalid' }))
    expect(() => importText(`stages: ${'['.repeat(100)}${']'.repeat(100)}`)).toThrow(expect.objectContaining({ code: 'pipeline_invalid' }))
    expect(() => importText('x'.repeat(MAX_PIPELINE_TEXT + 1))).toThrow(expect.objectContaining({ code: 'pipeline_invalid' }))
  })

  it('that grows by aliases is refused while it is small', () => {
    const bomb = `x: &x ${JSON.stringify('y'.repeat(20_000))}\nstages:\n${Array.from({ length: 90 }, () => '  - { type: input, config: { data: [*x] } }').join('\n')}\n`
    expect(() => importText(bomb)).toThrow(expect.objectContaining({ code: 'file_too_large' }))
  })

  it('that only grows when it is laid out is refused by its length', () => {
    const nested = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`
    const wide = `{"stages":[{"type":"input","config":{"data":[${Array.from({ length: 500 }, () => nested).join(',')}]}}]}`
    expect(() => importText(wide)).toThrow(expect.objectContaining({ code: 'file_too_large' }))
  })

  it('that becomes more steps than a pipeline may have is refused', () => {
    expect(() => importText(Array.from({ length: 2001 }, () => 'fix').join('->'))).toThrow(expect.objectContaining({ code: 'file_too_large' }))
  })

  it('gives no expression a way in', () => {
    const planted = '${{ inputs.a }} ${{ secrets.KEY }} ${{'
    const stages = JSON.stringify({
      name: planted,
      description: planted,
      variables: { [planted]: planted, list: [planted] },
      stages: [
        { id: planted, name: planted, description: `${planted}\n- id: evil`, type: 'input', config: { source: `${planted}.csv` } },
        { id: 'data', type: 'input', config: { data: [{ [planted]: planted }] } },
        { id: 'where', type: 'transform', config: { operation: 'filter', condition: `a == '${planted}'` }, dependencies: [planted] },
        { id: 'map', type: 'transform', config: { mappings: { a: planted } }, dependencies: ['data'] },
        {
          id: 'check',
          type: 'validation',
          config: { rules: [{ field: planted, one_of: [planted] }], schema: { [planted]: 'string' } },
          dependencies: ['data'],
        },
        { id: 'write', type: 'output', config: { destination: `out/${planted}.json` }, dependencies: ['map'] },
      ],
    })
    const { text } = importText(stages)
    expect(problemsOf(text)).toEqual([])
    const steps = parsePipeline(text, kinds).spec?.steps ?? []
    const expressions = steps.flatMap((step) => textsOf(step.with)).flatMap((each) => [...each.matchAll(/\$\{\{ (.*?) \}\}/g)].map(([, source]) => source))
    expect(new Set(expressions.filter((source) => source?.includes('steps.') !== true))).toEqual(new Set(['"$" + "{{"']))
    const write = steps.find(({ id }) => id === 'write')
    expect(render(write?.with.path ?? null, { inputs: {}, steps: {} })).toBe(`out/${planted}.json`)
    const manuscript = importText(JSON.stringify({ title: planted, model: planted, systemPrompt: planted, sections: { [planted]: planted } }))
    expect(problemsOf(manuscript.text)).toEqual([])
    expect(manuscript.text).not.toContain('${{ secrets')
    const phases = importText(
      JSON.stringify({ phases: [{ name: 'manifest', schema: { const: planted } }, { name: planted, required_files: [planted] }, planted] }),
    )
    expect(problemsOf(phases.text)).toEqual([])
  })

  it('names no prototype and no word that expressions keep', () => {
    const ids = ['__proto__', 'constructor', 'in', 'true', 'outputs', '1st', 'ü', '', 'a b', 'a-b', 'a_b', 'x'.repeat(300)]
    const stages = ids.map((id, index) => ({
      id,
      type: index === 0 ? 'input' : 'transform',
      config: index === 0 ? { data: [] } : {},
      dependencies: index === 0 ? [] : [ids[index - 1]],
    }))
    const { text } = importText(JSON.stringify({ name: '__proto__', stages, variables: JSON.parse('{"__proto__": 1, "in": 2}') }))
    expect(problemsOf(text)).toEqual([])
    expect(
      parsePipeline(text, kinds)
        .spec?.steps.slice(0, 7)
        .map(({ id }) => id),
    ).toEqual(['__proto___', 'constructor', 'in_', 'true_', 'outputs_', '_1st', 'u'])
  })

  it('that loops, or names what is not there, is told by the check of the result', () => {
    const loop = importText(
      'stages: [{ id: a, type: validation, dependencies: [b] }, { id: b, type: output, dependencies: [a] }, { id: c, type: transform, dependencies: [c] }, { id: d, type: transform, dependencies: [gone] }]',
    )
    expect(problemsOf(loop.text).map((line) => line.split(':', 1)[0])).toEqual(expect.arrayContaining(['error cycle', 'error self_need', 'error unknown_need']))
  })
})

describe('the report', () => {
  it('names unknown keys at every level, with their places', () => {
    const text =
      'name: a\nowner: me\nconfig: { colour: red }\nstages:\n  - id: a\n    type: input\n    lane: fast\n    config: { source: a.csv, quoting: 3 }\n  - id: b\n    type: validation\n    config: { rules: [{ field: x, lower: true }] }\n    dependencies: [a]\n'
    expect(
      importText(text)
        .report.filter(({ level }) => level === 'not_kept')
        .map(({ path, line, column }) => [path, line, column]),
    ).toEqual([
      ['owner', 2, 1],
      ['config.colour', 3, 11],
      ['stages[0].lane', 7, 5],
      ['stages[0].config.quoting', 8, 30],
      ['stages[1].config.rules[0].lower', 11, 35],
    ])
  })

  it('never shows a value of an unknown key, which may be a secret', () => {
    expect(notes('name: a\napi_key: hunter22222\nstages: [{ id: a, type: input, config: { data: [], password: hunter22222 } }]').join('\n')).not.toContain(
      'hunter',
    )
  })

  it('says how much more there is than it tells', () => {
    const { report } = importText(`name: a\nstages: [{ id: a, type: transform }]\n${Array.from({ length: 3000 }, (_, index) => `k${index}: 1`).join('\n')}\n`)
    expect(report).toHaveLength(2001)
    expect(report.at(-1)?.message).toBe('1000 more things were not kept; 2000 are told at once.')
  })

  it('tells of each thing that is not the same', () => {
    const text = JSON.stringify({
      stages: [
        { name: 'No id', type: 'input', config: { source: 'database' } },
        { id: 'a', type: 'input', config: { source: '/data/a.yaml' } },
        { id: 'a', type: 'input', config: { source: 'https://example.com/users', format: 'csv' } },
        'strange',
        { id: 'b', type: 'transform', config: { operation: 'filter', condition: 'age > (1)' }, dependencies: ['a', 'a', {}, 'No_id'] },
        {
          id: 'c',
          type: 'output',
          config: { destination: 'a.csv', mode: 'append', format: 'xml' },
          dependencies: ['b'],
          timeout: -1,
          max_retries: 500,
          retry_delay: 1e9,
          order: 3,
        },
        { id: 'd', type: 'output', dependencies: ['b'] },
        { id: 'e', type: 'unheard_of', is_critical: 'no' },
        { id: 'f' },
        {
          id: 'g',
          type: 'validation',
          config: { rules: ['email_format', 'strange', { pattern: 'x' }, { field: 'x', pattern: '(?=a)' }], required: [{}], schema: 5 },
        },
        { id: 'h', type: 'validation' },
        { id: 'i', type: 'input' },
      ],
    })
    const { text: result, report } = importText(text)
    expect(problemsOf(result)).toEqual([])
    expect(report.map(({ level, path, message }) => `${level} ${path}: ${message}`)).toMatchInlineSnapshot(`
      [
        "assumed : The file has no name; the pipeline is called \`imported_stages\`.",
        "assumed stages[0]: The stage has no id; its step is called \`No_id\`.",
        "not_kept stages[0].config.source: \`database\` is no file of a known format: the step fails until another kind of step reads the records.",
        "kept_differently stages[1].config.source: Steps read and write in the folder of the pipeline, the folder of the run and the roots that the settings add; this path must lie in one of them.",
        "kept_differently stages[2].id: There is another stage \`a\`, which the others mean by this name; this one is \`a_2\`.",
        "not_kept stages[2].config.format: A reply is read as JSON; no step makes records of another format.",
        "not_kept stages[3]: A stage is a map of keys and values; this is none.",
        "not_kept stages[4].config.condition: \`condition\` holds a condition that is not understood: the step fails rather than let every record pass. Understood are such as \`age >= 18 and status == 'active'\`, and maps of \`field\`, \`operator\` and \`value\`.",
        "assumed stages[4].dependencies: The records come from \`a\`, the first of them; the others are waited for.",
        "not_kept stages[4].dependencies[1]: \`a\` stands here twice; once is enough.",
        "not_kept stages[4].dependencies[2]: A dependency is the id of a stage; this is none.",
        "kept_differently stages[5].config.destination: The path starts in the folder of the pipeline.",
        "kept_differently stages[5].config.mode: What is appended begins with a line of names each time.",
        "not_kept stages[5].config.format: \`xml\` is no format that is known here: there are csv, json and yaml.",
        "not_kept stages[5].timeout: A timeout is more than nothing and 24 days at most.",
        "kept_differently stages[5].max_retries: A step is tried from 1 to 100 times.",
        "not_kept stages[5].retry_delay: A wait before a retry is a day at most.",
        "not_kept stages[5].order: The order follows from what each step needs.",
        "assumed stages[6]: The stage does not say where to write; the records go to \`d.json\` in the folder of the run.",
        "not_kept stages[7].type: \`unheard_of\` is none of \`input\`, \`transform\`, \`validation\` and \`output\`: the step hands its records on.",
        "not_kept stages[7].is_critical: \`is_critical\` should be true or false, but is text.",
        "not_kept stages[8]: The stage has no type: its step hands its records on.",
        "assumed stages[9].config.rules[0]: \`email_format\` is taken for a rule of the field \`email\`.",
        "not_kept stages[9].config.rules[1]: \`strange\` is no rule that is known here.",
        "not_kept stages[9].config.rules[2]: The rule names no \`field\`.",
        "not_kept stages[9].config.rules[3].pattern: The pattern cannot be used: patterns are RE2's, without look-around and back references.",
        "not_kept stages[9].config.required: A required field is given by its name; what is none is left out.",
        "not_kept stages[9].config.schema: \`schema\` should be a map of fields and their types.",
        "not_kept stages[10]: The stage names no rules; its step only sees to it that the records are a list.",
        "not_kept stages[11]: The stage does not say where its records come from; its step fails until that is written.",
      ]
    `)
  })
})
