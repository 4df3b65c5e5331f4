import type { RunPlan } from '../core/runs/run-plan'
import type { Transaction } from '../ports/unit-of-work'
import type { RunGroup } from '../ports/write-stores'
import type { RunPlans } from './run-plans'

/** How many runs of a group may go on at once, as a version says. */
export const limitIn = ({ spec }: RunPlan): number => spec.concurrency?.limit ?? Infinity

/**
 * How many runs of a group may go on at once, when one of them asks: the newest version decides of which a run is open.
 * A changed limit counts from the first run of its version on, also for those that waited before.
 */
export async function groupLimit(tx: Transaction, group: RunGroup, asking: RunPlan, plans: RunPlans): Promise<number> {
  const pipeline = await tx.pipelines.byId(group.pipelineId)
  // Mostly there is no newer version, and nobody to look for.
  if (pipeline !== null && asking.version >= pipeline.currentVersion) return limitIn(asking)
  const newest = await tx.runs.newestInGroup(group)
  if (newest === null || newest.version <= asking.version) return limitIn(asking)
  // A version that is lost says nothing.
  return limitIn(await plans.of(newest.versionId).catch(() => asking))
}
