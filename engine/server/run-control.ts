import type { Run } from '../contract/run'
import type { RunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import type { RunRecord } from '../ports/records'
import { hintsOn } from '../usecases/hints'
import { pauseRun, resumeRun } from '../usecases/pause-run'
import type { EngineServices } from './context'

/** What a run's row does not tell: what still works in a paused one, and whom it waits for. */
export type RunStanding = Pick<Run, 'stillAtWork' | 'waitsForGroup'>

/** Reads something for those runs alone that are paused or wait. */
export async function standingOf({ read }: Pick<EngineServices, 'read'>, run: RunRecord, plan: RunPlan | null): Promise<RunStanding> {
  const waits = run.groupName !== null && run.admittedAt === null && !isRunOver(run.status)
  const limit = plan?.spec.concurrency?.limit ?? null
  return {
    stillAtWork: run.pausedAt === null ? 0 : await read.stillAtWork(run.id),
    waitsForGroup: !waits || limit === null ? null : { group: run.groupName === '' ? run.pipelineName : run.groupName, limit, ...(await namedStanding(read, run)) },
  }
}

async function namedStanding(read: EngineServices['read'], run: RunRecord): Promise<Pick<NonNullable<Run['waitsForGroup']>, 'ahead' | 'holders'>> {
  const { ahead, holders } = await read.groupStanding(run)
  return { ahead, holders: [...holders] }
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
