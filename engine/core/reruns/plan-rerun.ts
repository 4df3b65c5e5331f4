import type { Usage } from '../../contract/model'
import type { RerunPlan, RunReason, StepFigures } from '../../contract/rerun'
import type { SkipReason, StepStatus } from '../../contract/step'
import type { StepSpec } from '../pipelines/spec'
import type { MapState } from '../runs/decisions'
import { sumUsage } from '../runs/usage'
import { type ContentHash, neededFirst } from './content-hash'

/** A step as the earlier run left it. */
export interface EarlierStep {
  readonly stepRunId: string
  readonly name: string
  readonly status: StepStatus
  readonly skipReason: SkipReason | null
  readonly map: MapState | null
  /** The step run whose rows are its items: another one when it was taken over itself. */
  readonly itemsIn: string
  readonly hash: ContentHash | null
  /** What it took, or, when it was taken over itself, what it took where it was run; null when that is not known. */
  readonly ms: number | null
  readonly usage: Usage | null
}

export interface RerunRequest {
  /** By id; without the steps that a run only has when it fails. */
  readonly earlier: ReadonlyMap<string, EarlierStep>
  /** The plan to run by, of the same version or another one. */
  readonly steps: ReadonlyMap<string, StepSpec>
  readonly hashes: ReadonlyMap<string, ContentHash>
  /** The step that is to run whatever became of it, with all behind it. */
  readonly from: string | null
  /**
   * Items that failed are done again, and those that succeeded are kept: of the step to run from; without one, of every
   * mapped step that went on without them.
   */
  readonly failedItems: boolean
}

export type StepFate =
  | { readonly kind: 'reused'; readonly spec: StepSpec; readonly before: EarlierStep; readonly status: 'succeeded' | 'skipped' }
  | {
      readonly kind: 'runs'
      readonly spec: StepSpec
      readonly before: EarlierStep | null
      readonly why: RunReason
      readonly after: string | null
      /** The items of this mapped step may be taken over. */
      readonly keepsItems: boolean
    }

/**
 * What becomes of each step, in the order of the file: reused when it ended well, is what it was, and everything it needs
 * or names is reused too; else it runs, for the nearest reason.
 */
export function planRerun(request: RerunRequest): ReadonlyMap<string, StepFate> {
  const { steps, hashes } = request
  const fates = new Map<string, StepFate>()
  for (const spec of neededFirst(steps)) fates.set(spec.id, fateOf(spec, hashes.get(spec.id), request, fates))
  return new Map([...steps.keys()].flatMap((id) => pairOf(id, fates.get(id))))
}

const pairOf = (id: string, fate: StepFate | undefined): readonly (readonly [string, StepFate])[] => (fate === undefined ? [] : [[id, fate]])

function fateOf(spec: StepSpec, hash: ContentHash | undefined, { earlier, from, failedItems }: RerunRequest, fates: ReadonlyMap<string, StepFate>): StepFate {
  const before = earlier.get(spec.id) ?? null
  const runs = (why: RunReason, after: string | null = null, keepsItems = false): StepFate => ({ kind: 'runs', spec, before, why, after, keepsItems })
  if (before === null) return runs('new')
  const after = spec.needs.find((need) => fates.get(need.step)?.kind === 'runs')?.step ?? null
  const same = after === null && hash !== undefined && before.hash?.whole === hash.whole
  if (spec.id === from) return runs('chosen', null, failedItems && same && before.map !== null)
  if (hash === undefined || before.hash?.own !== hash.own) return runs('changed')
  if (before.status === 'failed') return runs('failed', null, same && before.map !== null)
  if (after !== null) return runs('downstream', after)
  // A step far before it, which it names without needing it, was changed.
  if (!same) return runs('changed')
  if (failedItems && from === null && before.status === 'succeeded' && before.map !== null && before.map.failed > 0) return runs('failed', null, true)
  return before.status === 'succeeded' || before.status === 'skipped' ? { kind: 'reused', spec, before, status: before.status } : runs('unfinished', null, before.map !== null)
}

interface PlanSurroundings extends Pick<RerunRequest, 'earlier'> {
  /** Whether a step that runs looks into the step cache first. */
  usesCache(step: StepSpec): boolean
}

/** The plan for people. */
export function describePlan(fates: ReadonlyMap<string, StepFate>, { earlier, usesCache }: PlanSurroundings): Omit<RerunPlan, 'version' | 'storesVersion' | 'graph'> {
  const all = [...fates.values()]
  return {
    steps: all.map((fate) => {
      const { spec, before } = fate
      const planned = { stepId: spec.id, name: spec.name, kind: spec.uses, ms: before?.ms ?? null, usage: before?.usage ?? null }
      if (fate.kind === 'reused') return { ...planned, fate: 'reused', status: fate.status }
      return { ...planned, fate: 'runs', why: fate.why, after: fate.after, mayUseCache: usesCache(spec), itemsKept: fate.keepsItems && before?.map != null ? before.map.done - before.map.failed : 0 }
    }),
    dropped: [...earlier].flatMap(([stepId, { name, status }]) => (fates.has(stepId) ? [] : [{ stepId, name, status }])),
    saves: figuresOf(all.filter(({ kind }) => kind === 'reused')),
    costs: figuresOf(all.filter(({ kind }) => kind === 'runs')),
  }
}

/** A step that stays skipped takes nothing; how long one takes that was skipped then, and runs now, is not known. */
function figuresOf(fates: readonly StepFate[]): StepFigures {
  const usage = sumUsage(fates.flatMap(({ before }) => before?.usage ?? []))
  return {
    ms: fates.reduce((sum, { before }) => sum + (before?.ms ?? 0), 0),
    tokens: usage === null ? 0 : usage.inputTokens + usage.outputTokens,
    usd: usage === null ? 0 : usage.usd,
    unknown: fates.filter((fate) => fate.before?.ms == null && !(fate.kind === 'reused' && fate.status === 'skipped')).length,
  }
}
