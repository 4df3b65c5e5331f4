import fc from 'fast-check'
import { NEED_OUTCOMES } from '../../contract/pipeline'
import type { PipelineSpec, StepSpec } from '../../core/pipelines/spec'
import { aMap, aStep, steadyRetry } from '../builders'

/** What comes of the attempts of one step or item, in order: first these, then the end. */
export interface Fate {
  readonly before: readonly ('lost' | 'failed')[]
  readonly end: 'succeeded' | 'broken' | 'waiting' | 'condition'
}

export interface StepFate {
  /** Of the step itself; a mapped one reads its list when it succeeds. */
  readonly self: Fate
  readonly items: readonly Fate[]
}

/** A pipeline and what is to become of each of its steps, whatever the order in which things happen. */
export interface Scenario {
  readonly spec: PipelineSpec
  readonly fates: ReadonlyMap<string, StepFate>
}

const before = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 5, arbitrary: fc.array(fc.constantFrom('lost' as const, 'failed' as const), { maxLength: 5 }) },
  // Enough to be given up.
  { weight: 1, arbitrary: fc.constant(Array<'lost'>(26).fill('lost')) },
)

const ends = { succeeded: 6, broken: 2, waiting: 1, condition: 1 } as const

const fateEnding = (...possible: readonly Fate['end'][]): fc.Arbitrary<Fate> =>
  fc.record({ before, end: fc.oneof(...possible.map((end) => ({ weight: ends[end], arbitrary: fc.constant(end) }))) })

const itemFate = fateEnding('succeeded', 'broken', 'waiting')

const need = fc.record({
  back: fc.nat({ max: 4 }),
  on: fc.oneof(
    { weight: 3, arbitrary: fc.constant(['succeeded', 'skipped'] as const) },
    { weight: 2, arbitrary: fc.subarray([...NEED_OUTCOMES], { minLength: 1 }) },
  ),
})

const stepParts = fc.record({
  needs: fc.array(need, { maxLength: 3 }),
  tries: fc.integer({ min: 1, max: 3 }),
  retryDelayMs: fc.constantFrom(0, 1000),
  onLost: fc.constantFrom('retry' as const, 'retry' as const, 'fail' as const),
  fate: fateEnding('succeeded', 'broken', 'waiting', 'condition'),
  map: fc.option(
    fc.record({
      maxParallel: fc.integer({ min: 1, max: 3 }),
      onItemError: fc.constantFrom('fail' as const, 'continue' as const),
      items: fc.array(itemFate, { maxLength: 6 }),
    }),
    { freq: 2 },
  ),
})

type StepParts = typeof stepParts extends fc.Arbitrary<infer Parts> ? Parts : never

/** Pipelines without loops: each step needs only steps that stand before it. */
export const scenario: fc.Arbitrary<Scenario> = fc.tuple(fc.array(stepParts, { minLength: 1, maxLength: 8 }), fc.boolean()).map(([parts, hasOutputs]) => {
  const steps = parts.map(toStep)
  const spec: PipelineSpec = { name: 'random', description: '', inputs: [], outputs: hasOutputs ? {} : null, steps }
  const fates = new Map<string, StepFate>(
    parts.map(({ fate, map }, index) => [
      `s${index}`,
      { self: map !== null && fate.end === 'waiting' ? { ...fate, end: 'succeeded' } : fate, items: map?.items ?? [] },
    ]),
  )
  return { spec, fates: fates.set('outputs', { self: { before: [], end: 'succeeded' }, items: [] }) }
})

function toStep({ needs, tries, retryDelayMs, onLost, map }: StepParts, index: number): StepSpec {
  const reached = needs.filter(({ back }) => back < index)
  const needed = new Map(reached.map(({ back, on }) => [`s${index - 1 - back}`, on]))
  return aStep(`s${index}`, {
    needs: [...needed].map(([step, on]) => ({ step, on })),
    retry: { ...steadyRetry(tries), delayMs: retryDelayMs },
    onLost,
    map: map === null ? null : aMap({ maxParallel: map.maxParallel, onItemError: map.onItemError }),
  })
}
