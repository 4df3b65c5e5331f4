import fc from 'fast-check'
import { NEED_OUTCOMES } from '../../contract/pipeline'
import type { ConcurrencySpec, PipelineSpec, StepSpec } from '../../core/pipelines/spec'
import { ANY_PLACE } from '../../ports/places'
import type { Dispatch } from '../../usecases/run-plans'
import { aMap, aStep, steadyRetry } from '../builders'

/** What comes of the attempts of one step or item, in order: first these, then the end. */
export interface Fate {
  readonly before: readonly ('lost' | 'failed')[]
  /** approved … expired: it asks a person, and that becomes of the question. child: it starts a run and ends with it. detached: it starts one and leaves it. */
  readonly end: 'succeeded' | 'broken' | 'waiting' | 'condition' | 'approved' | 'rejected' | 'expired' | 'child' | 'detached'
  /** What a person says who is asked after a loss: not to try again. */
  readonly givesUp?: boolean
}

export interface StepFate {
  /** Of the step itself; a mapped one reads its list when it succeeds. */
  readonly self: Fate
  readonly items: readonly Fate[]
}

/** A pipeline and what is to become of each of its steps, whatever the order in which things happen. */
export interface Fated {
  readonly spec: PipelineSpec
  readonly fates: ReadonlyMap<string, StepFate>
}

export interface Scenario extends Fated {
  /** What its steps start runs of. */
  readonly child: Fated
  /** How often it is submitted. */
  readonly runs: number
  /** How many attempts of each lane may be at work at the same time. */
  readonly lanes: Readonly<Record<string, number>>
}

const before = fc.oneof(
  { weight: 36, arbitrary: fc.constant([]) },
  { weight: 30, arbitrary: fc.array(fc.constantFrom('lost' as const, 'failed' as const), { maxLength: 5 }) },
  // Enough to be given up; rare, as it is most of the work of a life.
  { weight: 1, arbitrary: fc.constant(Array<'lost'>(26).fill('lost')) },
)

const ends = { succeeded: 6, broken: 2, waiting: 1, condition: 1, approved: 1, rejected: 1, expired: 1, child: 1, detached: 1 } as const

const fateEnding = (...possible: readonly Fate['end'][]): fc.Arbitrary<Fate> =>
  fc.record({ before, givesUp: fc.boolean(), end: fc.oneof(...possible.map((end) => ({ weight: ends[end], arbitrary: fc.constant(end) }))) })

/** What the child of a run starts nothing of. */
const OWN_ENDS = ['succeeded', 'broken', 'waiting', 'approved', 'rejected', 'expired'] as const

const need = fc.record({
  back: fc.nat({ max: 4 }),
  on: fc.oneof(
    { weight: 3, arbitrary: fc.constant(['succeeded', 'skipped'] as const) },
    { weight: 2, arbitrary: fc.subarray([...NEED_OUTCOMES], { minLength: 1 }) },
  ),
})

/** Kinds that take a place of a lane, and one that takes none. */
const KINDS = ['probe', 'probe', 'mailer', 'model'] as const
export const QUEUES = ['default', 'slow'] as const

const stepPartsEnding = (...more: readonly Fate['end'][]) =>
  fc.record({
    kind: fc.constantFrom(...KINDS),
    queue: fc.oneof({ weight: 3, arbitrary: fc.constant(QUEUES[0]) }, { weight: 1, arbitrary: fc.constant(QUEUES[1]) }),
    needs: fc.array(need, { maxLength: 3 }),
    tries: fc.integer({ min: 1, max: 3 }),
    retryDelayMs: fc.constantFrom(0, 1000),
    onLost: fc.constantFrom('retry' as const, 'retry' as const, 'fail' as const, 'ask' as const),
    fate: fateEnding(...OWN_ENDS, 'condition', ...more),
    map: fc.option(
      fc.record({
        maxParallel: fc.integer({ min: 1, max: 3 }),
        onItemError: fc.constantFrom('fail' as const, 'continue' as const),
        items: fc.array(fateEnding(...OWN_ENDS, ...more), { maxLength: 6 }),
      }),
      { freq: 2 },
    ),
  })

const stepParts = stepPartsEnding('child', 'detached')
const childParts = stepPartsEnding()

type StepParts = typeof stepParts extends fc.Arbitrary<infer Parts> ? Parts : never

/** Mostly nothing: what is rare should be. */
const seldom = <T>(arbitrary: fc.Arbitrary<T[]>): fc.Arbitrary<T[]> => fc.oneof({ weight: 1, arbitrary: fc.constant<T[]>([]) }, { weight: 1, arbitrary })

const concurrency: fc.Arbitrary<ConcurrencySpec | null> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.record({ limit: fc.integer({ min: 1, max: 2 }), group: fc.constant(null), overlap: fc.constantFrom('queue' as const, 'queue' as const, 'skip' as const, 'cancel_oldest' as const) }) },
)

const child: fc.Arbitrary<Fated> = fc
  .tuple(fc.array(childParts, { minLength: 1, maxLength: 3 }), fc.boolean(), seldom(fc.array(childParts, { maxLength: 1 })))
  .map(([parts, hasOutputs, rescue]) => toFated('child', { parts, rescue, hasOutputs, concurrency: null }))

/** Pipelines without loops: each step needs only steps of its list that stand before it. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    parts: fc.array(stepParts, { minLength: 1, maxLength: 8 }),
    rescue: seldom(fc.array(stepParts, { maxLength: 3 })),
    hasOutputs: fc.boolean(),
    concurrency,
    child,
    runs: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) }),
    lanes: fc.record({ mailer: fc.integer({ min: 1, max: 2 }), model: fc.constant(1) }),
  })
  .map(({ child, runs, lanes, ...parts }) => ({ ...toFated('random', parts), child, runs, lanes }))

/** The same, with what failed put right: what a retry finds. */
export const mended = ({ spec, fates }: Fated): Fated => ({
  spec,
  fates: new Map(Array.from(fates, ([id, { self, items }]) => [id, { self: mend(self), items: items.map(mend) }])),
})

const mend = (fate: Fate): Fate => ({ ...fate, end: fate.end === 'broken' || fate.end === 'rejected' || fate.end === 'expired' ? 'succeeded' : fate.end })

interface PipelineParts {
  readonly parts: readonly StepParts[]
  readonly rescue: readonly StepParts[]
  readonly hasOutputs: boolean
  readonly concurrency: ConcurrencySpec | null
}

function toFated(name: string, { parts, rescue, hasOutputs, concurrency }: PipelineParts): Fated {
  const lists = { steps: parts.map(toStep('s')), onFailure: rescue.map(toStep('f')) }
  const spec: PipelineSpec = { name, description: '', inputs: [], outputs: hasOutputs ? {} : null, ...lists, concurrency }
  const fates = new Map<string, StepFate>([...parts.map(toFate('s')), ...rescue.map(toFate('f'))])
  return { spec, fates: fates.set('outputs', { self: { before: [], end: 'succeeded' }, items: [] }) }
}

/** How reading the list of a mapped step may end; it neither waits nor asks. */
const READS_LIST: ReadonlySet<Fate['end']> = new Set(['succeeded', 'broken', 'condition'])

const toFate =
  (name: string) =>
  ({ fate, map }: StepParts, index: number): readonly [string, StepFate] => [
    `${name}${index}`,
    { self: map !== null && !READS_LIST.has(fate.end) ? { ...fate, end: 'succeeded' } : fate, items: map?.items ?? [] },
  ]

const toStep = (name: string) => ({ kind, queue, needs, tries, retryDelayMs, onLost, map }: StepParts, index: number): StepSpec => {
  const reached = needs.filter(({ back }) => back < index)
  const needed = new Map(reached.map(({ back, on }) => [`${name}${index - 1 - back}`, on]))
  return aStep(`${name}${index}`, {
    uses: kind,
    queue,
    needs: [...needed].map(([step, on]) => ({ step, on })),
    retry: { ...steadyRetry(tries), delayMs: retryDelayMs },
    onLost,
    map: map === null ? null : aMap({ maxParallel: map.maxParallel, onItemError: map.onItemError }),
  })
}

/** Where the attempts of a scenario run: kinds of the name of a lane take a place of it. */
export const dispatchOf = ({ lanes }: Scenario): Dispatch => ({
  places: { ...ANY_PLACE, room: (lane, held) => (lanes[lane] ?? Infinity) - held },
  laneOf: ({ uses }) => (uses in lanes ? uses : null),
})
