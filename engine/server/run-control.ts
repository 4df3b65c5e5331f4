import type { GroupWait, Run } from '../contract/run'
import type { RunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import type { RunRecord } from '../ports/records'
import { limitIn } from '../usecases/group-limit'
import { hintsOn } from '../usecases/hints'
import { pauseRun, resumeRun } from '../usecases/pause-run'
import type { EngineServices } from './context'

/** What a run's row does not tell: what still works in a paused one, and whom it waits for. */
export type RunStanding = Pick<Run, 'stillAtWork' | 'waitsForGroup'>

/** Reads something for those runs alone that are paused or wait. */
export async function standingOf(services: Pick<EngineServices, 'read' | 'plans'>, run: RunRecord, plan: RunPlan | null): Promise<RunStanding> {
  const waits = run.groupName !== null && run.admittedAt === null && !isRunOver(run.status)
  return {
    stillAtWork: run.pausedAt === null ? 0 : await services.read.stillAtWork(run.id),
    waitsForGroup: !waits || plan === null ? null : { group: run.groupName === '' || run.groupName === null ? run.pipelineName : run.groupName, ...(await namedStanding(services, run, plan)) },
  }
}

async function namedStanding({ read, plans }: Pick<EngineServices, 'read' | 'plans'>, run: RunRecord, plan: RunPlan): Promise<Omit<GroupWait, 'group'>> {
  const { ahead, holders, newestVersionId } = await read.groupStanding(run)
  const newest = newestVersionId === null || newestVersionId === run.versionId ? plan : await plans.of(newestVersionId).catch(() => plan)
  return { limit: limitIn(newest), ahead, holders: [...holders] }
}

export async function pause({ unitOfWork, plans, clock, bus }: EngineServices, runId: string): Promise<void> {
  await unitOfWork.run(async (tx) => {
    await pauseRun(tx, runId, { plans, now: clock.now(), ...hintsOn(bus) })
    tx.afterCommit(() => bus.publish({ type: 'run', runId }))
  })
}

export async function resume({ unitOfWork, plans, clock, bus, wake }: EngineServices, runId: string): Promise<void> {
  const wakes = await unitOfWork.run(async (tx) => {
    const resumed = await resumeRun(tx, runId, { plans, now: clock.now(), ...hintsOn(bus) })
    tx.afterCommit(() => bus.publish({ type: 'run', runId }))
    return resumed
  })
  wake(wakes)
}
