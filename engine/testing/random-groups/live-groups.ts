import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import type { ConcurrencySpec, PipelineSpec } from '../../core/pipelines/spec'
import { openDatabase } from '../../storage/open-database'
import { claimAttempts, endAttempt } from '../../usecases/attempts'
import { pauseRun, resumeRun } from '../../usecases/pause-run'
import { RunPlans } from '../../usecases/run-plans'
import { cancelRun, startRun } from '../../usecases/runs'
import type { ClaimedAttempt } from '../../usecases/transition-options'
import { aStep, needs, steadyRetry } from '../builders'
import { writeMigratedFile } from '../migrated-file'
import { tempFolder } from '../temp-folder'
import { openRunsOf, type GroupRow } from './check-groups'

/** Something that happens to the runs of a pipeline; numbers choose among what there is. */
export type Happening =
  | { readonly do: 'submit'; readonly group: string; readonly priority: number }
  | { readonly do: 'claim'; readonly count: number }
  | { readonly do: 'end'; readonly which: number; readonly how: 'succeeded' | 'failed' }
  | { readonly do: 'cancel' | 'pause' | 'resume'; readonly which: number }
  /** The process is gone, and with it all that it did: a new one opens the database. */
  | { readonly do: 'kill' }

const which = fc.nat({ max: 50 })

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('submit' as const), group: fc.constantFrom('a', 'b'), priority: fc.constantFrom(0, 0, 0, -1, 1) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant('claim' as const), count: fc.integer({ min: 1, max: 4 }) }) },
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('end' as const), which, how: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'pause' as const, 'resume' as const), which }) },
    { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
  ),
  { minLength: 5, maxLength: 60 },
)

export const concurrency: fc.Arbitrary<ConcurrencySpec> = fc.record({
  limit: fc.integer({ min: 1, max: 3 }),
  group: fc.constant('${{ inputs.group }}'),
  overlap: fc.constantFrom('queue' as const, 'queue' as const, 'skip' as const, 'cancel_oldest' as const),
})

const specOf = (spec: ConcurrencySpec): PipelineSpec => ({
  name: 'grouped',
  description: '',
  inputs: [{ name: 'group', type: 'string', required: true, description: '', default: null, options: null }],
  outputs: null,
  steps: [aStep('first', { retry: steadyRetry(1) }), aStep('second', { needs: needs('first') })],
  onFailure: [aStep('tell')],
  concurrency: spec,
})

/** Lives through all of it on the real stores, and then to the end of every run; `look` sees the open runs after each happening, and those before it. */
export async function liveGroups(
  spec: ConcurrencySpec,
  all: readonly Happening[],
  look: (now: readonly GroupRow[], before: readonly GroupRow[]) => void,
): Promise<Database.Database> {
  const file = join(tempFolder(), 'signalbox.db')
  await writeMigratedFile(file)
  let { unitOfWork, read, close } = await openDatabase({ file })
  let plans = new RunPlans(read)
  let held: ClaimedAttempt[] = []
  let now = 1_000_000
  let made = 0
  const onlooker = new Database(file, { readonly: true })
  const openRuns = openRunsOf(onlooker)
  const options = () => ({ plans, now })
  const ids = { next: () => `id-${String(++made).padStart(6, '0')}`, random: () => 0.5 }
  await unitOfWork.run(async (tx) => {
    await tx.pipelines.insert({ id: 'pipeline', name: 'grouped', description: '', currentVersion: 1, folder: '/', stepsTotal: 2, createdAt: 0, updatedAt: 0 })
    await tx.pipelines.insertVersion({ id: 'version', pipelineId: 'pipeline', number: 1, text: '', spec: specOf(spec), hash: '', folder: '/', createdAt: 0 })
  })

  const end = async (attempt: ClaimedAttempt, how: 'succeeded' | 'failed' | 'lost' | 'cancelled') => {
    const outcome =
      how === 'failed'
        ? ({ kind: 'failed', error: { code: 'step_failed', message: 'as it happened' }, retryable: false, retryAfterMs: 0 } as const)
        : ({ kind: how } as const)
    await unitOfWork.run((tx) => endAttempt(tx, { ...attempt, outcome, values: null, usages: [], random: 0.5 }, options()))
  }
  const isCancelled = (runId: string) => openRuns().some((run) => run.id === runId && run.cancel_requested_at !== null)
  const chosen = (number: number, rows: readonly GroupRow[]): GroupRow | undefined => rows[number % Math.max(1, rows.length)]
  const kill = async () => {
    await close()
    ;({ unitOfWork, read, close } = await openDatabase({ file }))
    plans = new RunPlans(read)
    held = []
    for (const key of await read.attemptsAtWork({ skip: 0, limit: 1000 })) {
      const step = await read.step(key.stepRunId)
      if (step !== null)
        await unitOfWork.run((tx) => endAttempt(tx, { ...key, runId: step.runId, outcome: { kind: 'lost' }, values: null, usages: [], random: 0.5 }, options()))
    }
  }
  const perform = async (happening: Happening) => {
    const rows = openRuns()
    switch (happening.do) {
      case 'submit':
        await unitOfWork.run((tx) =>
          startRun(tx, { pipeline: 'grouped', input: { group: happening.group }, priority: happening.priority, startedBy: 'api' }, { ...options(), ids }),
        )
        return
      case 'claim':
        held.push(
          ...(await unitOfWork.run((tx) => claimAttempts(tx, { queue: 'default', limit: happening.count, owner: 'worker', leaseMs: 1000 }, options())))
            .attempts,
        )
        return
      case 'end': {
        const [attempt] = held.splice(happening.which % Math.max(1, held.length), 1)
        if (attempt !== undefined) await end(attempt, isCancelled(attempt.runId) ? 'cancelled' : happening.how)
        return
      }
      case 'kill':
        return kill()
      case 'cancel':
      case 'pause':
      case 'resume': {
        const run = chosen(happening.which, happening.do === 'resume' ? rows.filter(({ paused_at }) => paused_at !== null) : rows)
        if (run === undefined) return
        await unitOfWork.run(async (tx) => {
          if (happening.do === 'cancel') await cancelRun(tx, run.id, options())
          else if (happening.do === 'pause') await pauseRun(tx, run.id, options())
          else await resumeRun(tx, run.id, options())
        })
        return
      }
    }
  }
  let before: readonly GroupRow[] = []
  const happen = async (happening: Happening) => {
    now += 1
    await perform(happening)
    const after = openRuns()
    look(after, before)
    before = after
  }

  try {
    for (const happening of all) await happen(happening)
    // Everybody comes to an end when nothing holds it up any more.
    for (let rounds = 0; before.length > 0; rounds++) {
      if (rounds > 1000) throw new Error(`${before.length} runs never end`)
      await happen({ do: 'resume', which: 0 })
      await happen({ do: 'claim', count: 5 })
      await happen({ do: 'end', which: 0, how: 'succeeded' })
    }
    return onlooker
  } finally {
    await close()
  }
}
