import { ANY_PLACE } from '../../ports/places'
import { claimAttempts, endAttempt, restoreAttempt } from '../../usecases/attempts'
import { planRetry, startAgain } from '../../usecases/reruns'
import { cancelRun, startRun } from '../../usecases/runs'
import { aStep } from '../builders'
import type { RunRows } from '../history/rows'
import { memoryWorld } from './memory-world'

const idsFrom = (start: number) => {
  let made = start
  return { next: () => `id-${String(++made).padStart(6, '0')}`, random: () => 0.5 }
}

const specOf = (...steps: readonly ReturnType<typeof aStep>[]) => ({ name: 'rare', description: '', inputs: [], outputs: null, steps, onFailure: [], concurrency: null })

/** A ready step whose attempt is gone gets another, which waits where its lane has become full. */
export async function repairedLife(room: 0 | 1): Promise<readonly RunRows[]> {
  let places = 1
  const world = memoryWorld([specOf(aStep('work'))], { places: { ...ANY_PLACE, room: (_lane, held) => places - held }, laneOf: () => 'lane' })
  const options = { plans: world.plans, now: 1000 }
  await world.run((tx) => startRun(tx, { pipeline: 'rare', input: {}, priority: 0, startedBy: 'api' }, { ...options, ids: idsFrom(0) }))
  const [before] = await world.rows()
  const [attempt] = before?.attempts ?? []
  if (attempt === undefined) throw new Error('nothing was begun')
  places = room
  await world.run((tx) => tx.attempts.withdraw(attempt, 1000))
  await world.run((tx) => restoreAttempt(tx, attempt.stepRunId, options))
  return world.rows()
}

/** Cancelled when only a step was left that is not needed: its retry takes over the rest, and has nothing to do. */
export async function idleRetry(): Promise<readonly RunRows[]> {
  const world = memoryWorld([specOf(aStep('work'), aStep('mend', { needs: [{ step: 'work', on: ['failed'] }] }))], { places: ANY_PLACE, laneOf: () => null })
  const options = { plans: world.plans, now: 1000 }
  const { started } = await world.run((tx) => startRun(tx, { pipeline: 'rare', input: {}, priority: 0, startedBy: 'api' }, { ...options, ids: idsFrom(0) }))
  const { attempts } = await world.run((tx) => claimAttempts(tx, { queue: 'default', limit: 1, owner: 'worker', leaseMs: 1000 }, options))
  await world.run((tx) => cancelRun(tx, started.runId, options))
  for (const attempt of attempts) await world.run((tx) => endAttempt(tx, { ...attempt, outcome: { kind: 'succeeded' }, values: null, usages: [], random: 0.5 }, options))
  const planned = await planRetry({ read: world.read, plans: world.plans }, started.runId)
  await world.run((tx) => startAgain(tx, planned, { kind: 'retry', request: { run: started.runId }, startedBy: 'api' }, { ...options, ids: idsFrom(100) }))
  return world.rows()
}
