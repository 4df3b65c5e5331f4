import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { anyCharacter } from '../../testing/any-character'
import { openIdleKinds } from '../../testing/idle-kinds'
import { render } from '../pipelines/expressions'
import { parsePipeline } from '../pipelines/parse-pipeline'
import { Problems } from '../pipelines/problems'
import type { StepSpec } from '../pipelines/spec'
import { readYaml } from '../pipelines/yaml/read-yaml'
import { importText } from './convert'

const { kinds, close } = openIdleKinds()
afterAll(close)

const isReadable = (text: string): boolean => {
  const problems = new Problems(text)
  readYaml(problems)
  return !problems.hasErrors
}

interface RandomStage {
  readonly id: string
  readonly type: string
  readonly config: Json
  readonly dependencies: readonly string[]
  readonly is_critical: boolean
}

const CONFIGS: Readonly<Record<string, readonly Json[]>> = {
  input: [{ source: 'a.csv' }, { data: [{ a: 1 }] }, { source: 'b.json' }],
  transform: [{ operation: 'passthrough' }, { operation: 'filter', condition: 'a > 1' }, { mappings: { a: 'b' } }],
  validation: [{ schema: { a: 'integer' } }, { rules: ['email_format'] }],
  output: [{ destination: 'out.csv' }, { destination: 'out.json' }, { destination: 'database' }],
}

/** Each stage depends on some of those before it, so there are no loops; the file has them in any order. */
const stageGraph = fc
  .array(
    fc.record({
      type: fc.constantFrom('input', 'transform', 'validation', 'output'),
      config: fc.nat(2),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
      critical: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((drawn) => {
    const ids = drawn.map((_, index) => `stage-${index}`)
    const stages = drawn.map(({ type, config, picks, critical }, index): RandomStage => {
      const before = ids.slice(0, index)
      const dependencies = before.length === 0 ? [] : [...new Set(picks.map((pick) => before[pick % before.length] ?? ''))]
      const configs = CONFIGS[type] ?? []
      return { id: ids[index] ?? '', type, config: configs[config % configs.length] ?? null, dependencies, is_critical: critical }
    })
    return fc.shuffledSubarray(stages, { minLength: stages.length })
  })

/** The edges between stages; what stands for the making of CSV belongs to its stage. */
function stageEdges(steps: readonly StepSpec[]): readonly string[] {
  const stageOf = (id: string): string => id.replace(/_csv$/, '').replace('_', '-')
  const edges = steps.flatMap(({ id, needs }) => needs.map((need) => `${stageOf(need.step)} → ${stageOf(id)}`))
  return [...new Set(edges)].filter((edge) => edge.split(' → ')[0] !== edge.split(' → ')[1]).sort()
}

describe('a stage file', () => {
  it('keeps its edges, and becomes a pipeline without problems', () => {
    fc.assert(
      fc.property(stageGraph, (stages) => {
        const { text } = importText(JSON.stringify({ name: 'graph', stages }))
        const { problems, spec } = parsePipeline(text, kinds)
        expect(problems).toEqual([])
        expect(stageEdges(spec?.steps ?? [])).toEqual(stages.flatMap(({ id, dependencies }) => dependencies.map((each) => `${each} → ${id}`)).sort())
      }),
      { numRuns: 60 },
    )
  })

  it('keeps the records that it brings along, whatever they hold', () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string(),
      fc.constantFrom('${{ a }}', '${{', '$${{{{ }}', '# a', '- b', 'yes', '1e3', '~', ' x\n\n', 'a: b', '"', '\u0085', '\ufeff', '${{ "'),
    )
    const record = fc.dictionary(
      text,
      fc.oneof(text, fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e9, max: 1e9 }), fc.boolean(), fc.constant(null)),
      { maxKeys: 4 },
    )
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        fc.pre(!records.some((each) => Object.hasOwn(each, '<<')))
        const data: Json = JSON.parse(JSON.stringify(records))
        const { text: result } = importText(JSON.stringify({ name: 'data', stages: [{ id: 'read', type: 'input', config: { data } }] }))
        const spec = parsePipeline(result, kinds).spec
        expect(render(spec?.steps[0]?.with.input ?? null, { inputs: {}, steps: {} })).toEqual(data)
      }),
    )
  })

  it('has each of its keys in the result or in the report', () => {
    const place = fc.constantFrom('file', 'config', 'stage', 'stage config', 'rule', 'condition')
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(place, fc.nat(9999)), { maxLength: 12, selector: ([, number]) => number }), (extra) => {
        const at = (wanted: string): Record<string, number> =>
          Object.fromEntries(extra.flatMap(([where, number]) => (where === wanted ? [[`extra_${number}_`, 1]] : [])))
        const file = {
          name: 'keys',
          ...at('file'),
          config: at('config'),
          stages: [
            { id: 'a', type: 'input', config: { source: 'a.csv', ...at('stage config') }, ...at('stage') },
            {
              id: 'b',
              type: 'transform',
              config: { operation: 'filter', conditions: [{ field: 'x', op: 'gt', value: 1, ...at('condition') }] },
              dependencies: ['a'],
            },
            { id: 'c', type: 'validation', config: { rules: [{ field: 'x', min: 1, ...at('rule') }] }, dependencies: ['b'] },
          ],
        }
        const { text, report } = importText(JSON.stringify(file))
        const told = report.map(({ message }) => message).join('\n')
        for (const [, number] of extra) expect(told.includes(`extra_${number}_`) || text.includes(`extra_${number}_`)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('any text of a known shape', () => {
  const strange = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
  const known = <T extends string>(...keys: readonly T[]) =>
    fc.dictionary(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() }), strange, { maxKeys: 6 })
  const shapes = {
    flexiroaster: known('id', 'name', 'type', 'config', 'dependencies', 'timeout', 'max_retries', 'is_critical').chain((stage) =>
      known(
        'source',
        'data',
        'format',
        'operation',
        'condition',
        'conditions',
        'mappings',
        'fields',
        'schema',
        'rules',
        'required',
        'destination',
        'mode',
      ).chain((config) =>
        fc
          .constantFrom('input', 'transform', 'validation', 'output')
          .map((type): Json => ({ variables: stage, stages: [{ type, config }, stage, { ...stage, type, config }] })),
      ),
    ),
    rtqcc_manuscript: known('sections', 'generationOrder', 'selectedSections', 'title', 'model', 'temperature', 'maxTokens', 'targetAudience').map(
      (each): Json => ({ sections: [each], ...each }),
    ),
    phase_list: known('name', 'schema', 'rules', 'required_files').map((each): Json => ({
      phases: ['manifest', { ...each, name: 'scaffold' }, { ...each, name: 'other' }],
      ...each,
    })),
    cao_recipe: known('name', 'input_data', 'SERVICES', 'queue', 'timeout').map((each): Json => ({
      recipe: ['a', 'b-c', 'a'],
      SERVICES: { a: each },
      ...each,
    })),
  } as const

  it.each(Object.entries(shapes))('of %s becomes a text that can be read, or is refused', (format, shape) => {
    fc.assert(
      fc.property(shape as fc.Arbitrary<Json>, (value) => {
        try {
          expect(isReadable(importText(JSON.stringify(value), format as keyof typeof shapes).text)).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(?:import_not_recognised|pipeline_invalid|file_too_large)$/) })
        }
      }),
      { numRuns: 300 },
    )
  })
})
