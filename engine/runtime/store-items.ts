import type { Json } from '../contract/json'
import type { StepSpec } from '../core/pipelines/spec'
import type { AttemptOutcome } from '../core/runs/decisions'
import { toRanges } from '../core/runs/map-items'
import { EngineError } from '../core/shared/engine-error'
import type { Ids } from '../ports/ids'
import type { ReadStores } from '../ports/read-stores'
import type { Transaction, UnitOfWork } from '../ports/unit-of-work'
import { isSameItem } from '../usecases/reused-items'
import type { ClaimedAttempt } from '../usecases/transition-options'
import { itemBatches } from './item-batches'
import type { RunFactsReader } from './run-facts'
import { isList, nameOf } from './step-expressions'
import { stopped } from './step-limits'

export interface MapItemsDeps {
  readonly unitOfWork: UnitOfWork
  readonly ids: Ids
  readonly facts: RunFactsReader
  readonly read: Pick<ReadStores, 'itemsFrom' | 'itemsToTakeOver'>
}

export const MAX_MAP_ITEMS = 100_000

/** Stores the items of a mapped step, ready to be begun one by one. Throws `expression_failed` when what is to be mapped is no list, or too long, and `lease_lost`. */
export async function storeItems({ unitOfWork, ids, facts, read }: MapItemsDeps, claimed: ClaimedAttempt, { spec, list, stop }: { readonly spec: StepSpec; readonly list: Json; readonly stop: AbortSignal }): Promise<AttemptOutcome> {
  if (!isList(list)) throw new EngineError('expression_failed', `"map.over" of step "${spec.id}" must give a list; \`${spec.map?.over ?? ''}\` gave ${nameOf(list)}.`)
  if (list.length > MAX_MAP_ITEMS) throw new EngineError('expression_failed', `"map.over" of step "${spec.id}" gave ${list.length} items; at most ${MAX_MAP_ITEMS} are possible.`)
  await unitOfWork.run(async (tx) => {
    await requireCurrent(tx, claimed)
    await tx.steps.deleteItems(claimed.stepRunId)
  })
  const earlier = (await facts.of(claimed.runId)).earlierRuns.length === 0 ? null : await read.itemsFrom(claimed.stepRunId)
  const taken: number[] = []
  for (const { start, items } of itemBatches(list)) {
    if (stop.aborted) break
    const known = earlier === null ? null : await read.itemsToTakeOver(earlier, start, items.length)
    const sources = items.map((item, offset) => sourceOf(item, known?.get(start + offset)))
    sources.forEach((source, offset) => source !== null && taken.push(start + offset))
    await unitOfWork.run(async (tx) => {
      await requireCurrent(tx, claimed)
      for (const [offset, item] of items.entries()) {
        const id = ids.next()
        const source = sources[offset] ?? null
        await tx.steps.insert({
          id,
          runId: claimed.runId,
          stepId: spec.id,
          itemIndex: start + offset,
          parentId: claimed.stepRunId,
          kind: spec.uses,
          remainingNeeds: 0,
          item,
        })
        if (source !== null) await tx.steps.takeOver(id, source)
      }
    })
  }
  return stop.aborted ? stopped(stop, false) : { kind: 'expanded', total: list.length, reused: toRanges(taken) }
}

/** Another attempt stores its own items: whoever comes too late must neither take them away nor add to them. */
async function requireCurrent(tx: Transaction, { stepRunId, stepId, number }: ClaimedAttempt): Promise<void> {
  const step = await tx.steps.byId(stepRunId)
  if (step?.attempt !== number || step.status !== 'running') throw new EngineError('lease_lost', `Attempt ${number} of step "${stepId}" was given up meanwhile.`)
}

/** The item of an earlier run that has done what this one would do. */
const sourceOf = (item: Json, earlier: { readonly id: string; readonly item: string } | undefined): string | null => (earlier !== undefined && isSameItem(item, earlier.item) ? earlier.id : null)
