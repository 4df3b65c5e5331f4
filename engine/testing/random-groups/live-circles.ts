import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import type { PipelineSpec } from '../../core/pipelines/spec'
import type { AttemptOutcome } from '../../core/runs/decisions'
import { EngineError } from '../../core/shared/engine-error'
import { openDatabase } from '../../storage/open-database'
import { claimAttempts, endAttempt } from '../../usecases/attempts'
import { startChildRun } from '../../usecases/child-runs'
import { RunPlans } from '../../usecases/run-plans'
import { cancelRun, startRun } from '../../usecases/runs'
import type { ClaimedAttempt } from '../../usecases/transition-options'
import { aStep, steadyRetry } from '../builders'
import { writeMigratedFile } from '../migrated-file'
import { tempFolder } from '../temp-folder'
import { openRunsOf } from './check-groups'

/** Pipelines whose runs start each other; numbers choose among what there is. */
export interface Circles {
  /** One a pipeline. */
  readonly limits: readonly number[]
  readonly happenings: readonly CircleHappening[]
}

export type CircleHappening =
  | { readonly do: 'submit' | 'cancel'; readonly which: number }
  | { readonly do: 'claim' }
  | { readonly do: 'end'; readonly which: number }
  /** A step at work starts a run, and waits for it. */
  | { readonly do: 'call'; readonly which: number; readonly pipeline: number }

const which = fc.nat({ max: 50 })

export const circles: fc.Arbitrary<Circles> = fc.record({
  limits: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 2, maxLength: 4 }),
  happenings: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), which }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which }) },
      { weight: 5, arbitrary: fc.constant({ do: 'claim' as const }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), which }) },
      { weight: 8, arbitrary: fc.record({ do: fc.constant('call' as const), which, pipeline: which }) },
    ),
    { minLength: 10, maxLength: 60 },
  ),
})

const nameOf = (pipeline: number): string => `p${pipeline}`

const specOf = (name: string, limit: number): PipelineSpec => ({
  name,
  description: '',
  inputs: [],
  outputs: null,
  steps: [aStep('one', { retry: steadyRetry(1) }), aStep('other', { retry: steadyRetry(1) })],
  onFailure: [],
  concurrency: { limit, group: null, overlap: 'queue' },
})

/** What came of it: runs that never end, and how many starts were refused because they would not. */
export interface CirclesEnd {
  readonly stuck: number
  readonly refused: number
}

/** Lives through all of it on the real stores, and then to the end of every run: nobody starts another by then. */
export async function liveCircles({ limits, happenings }: Circles): Promise<CirclesEnd> {
  const file = join(tempFolder(), 'signalbox.db')
  await writeMigratedFile(file)
  const { unitOfWork, read, close } = await openDatabase({ file })
  const plans = new RunPlans(read)
  const onlooker = new Database(file, { readonly: true })
  const openRuns = openRunsOf(onlooker)
  const held: ClaimedAttempt[] = []
  let now = 1_000_000
  let made = 0
  let refused = 0
  const options = () => ({ plans, now })
  const ids = { next: () => `id-${String(++made).padStart(6, '0')}`, random: () => 0.5 }
  await unitOfWork.run(async (tx) => {
    for (const [n, limit] of limits.entries()) {
      const name = nameOf(n)
      await tx.pipelines.insert({ id: name, name, description: '', currentVersion: 1, folder: '/', stepsTotal: 2, createdAt: 0, updatedAt: 0 })
      await tx.pipelines.insertVersion({
        id: `version of ${name}`,
        pipelineId: name,
        number: 1,
        text: '',
        spec: specOf(name, limit),
        hash: '',
        folder: '/',
        createdAt: 0,
      })
    }
  })

  const isCancelled = (runId: string) => openRuns().some((run) => run.id === runId && run.cancel_requested_at !== null)
  const end = async (attempt: ClaimedAttempt, wished: AttemptOutcome) => {
    const outcome: AttemptOutcome = isCancelled(attempt.runId) ? { kind: 'cancelled' } : wished
    await unitOfWork.run((tx) => endAttempt(tx, { ...attempt, outcome, values: null, usages: [], random: 0.5 }, options()))
  }
  const call = async (attempt: ClaimedAttempt, pipeline: string): Promise<AttemptOutcome> => {
    try {
      const { started } = await unitOfWork.run((tx) => startChildRun(tx, attempt, { request: { pipeline, input: {}, waits: true } }, { ...options(), ids }))
      return { kind: 'child', runId: started.runId, ended: null }
    } catch (thrown) {
      if (!(thrown instanceof EngineError)) throw thrown
      if (thrown.code === 'waits_for_itself') refused += 1
      return { kind: 'failed', error: thrown.toInfo(), retryable: false, retryAfterMs: 0 }
    }
  }
  const taken = (number: number): ClaimedAttempt | undefined => held.splice(number % Math.max(1, held.length), 1)[0]
  const happen = async (happening: CircleHappening): Promise<void> => {
    now += 1
    switch (happening.do) {
      case 'submit':
        await unitOfWork.run((tx) =>
          startRun(tx, { pipeline: nameOf(happening.which % limits.length), input: {}, priority: 0, startedBy: 'api' }, { ...options(), ids }),
        )
        return
      case 'cancel': {
        const open = openRuns()
        const run = open[happening.which % Math.max(1, open.length)]
        if (run !== undefined) await unitOfWork.run((tx) => cancelRun(tx, run.id, options()))
        return
      }
      case 'claim':
        held.push(...(await unitOfWork.run((tx) => claimAttempts(tx, { queue: 'default', limit: 3, owner: 'worker', leaseMs: 1000 }, options()))).attempts)
        return
      case 'end': {
        const attempt = taken(happening.which)
        if (attempt !== undefined) await end(attempt, { kind: 'succeeded' })
        return
      }
      case 'call': {
        const attempt = taken(happening.which)
        if (attempt !== undefined) await end(attempt, await call(attempt, nameOf(happening.pipeline % limits.length)))
        return
      }
    }
  }

  try {
    for (const happening of happenings) await happen(happening)
    let idle = 0
    while (openRuns().length > 0 && idle < 3) {
      await happen({ do: 'claim' })
      idle = held.length === 0 ? idle + 1 : 0
      while (held.length > 0) await happen({ do: 'end', which: 0 })
    }
    return { stuck: openRuns().length, refused }
  } finally {
    onlooker.close()
    await close()
  }
}
