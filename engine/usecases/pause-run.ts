import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { Transaction } from '../ports/unit-of-work'
import type { Wakes } from './attempts'
import { RunTransition } from './run-transition'
import type { TransitionOptions } from './transition-options'

/**
 * From now on nothing of the run begins; what workers hold goes on to its end. Once more changes nothing, and neither
 * does it where a cancel is under way. Throws `run_not_found`, `run_already_finished`.
 */
export async function pauseRun(tx: Transaction, runId: string, options: TransitionOptions): Promise<void> {
  const transition = await openUnended(tx, runId, options)
  if (transition === null || transition.run.pausedAt !== null || transition.run.cancelRequestedAt !== null) return
  await transition.pause()
  await transition.save()
}

/** Goes on where the run was paused; nothing happens when it was not. Throws `run_not_found`, `run_already_finished`. */
export async function resumeRun(tx: Transaction, runId: string, options: TransitionOptions): Promise<Wakes> {
  const transition = await openUnended(tx, runId, options)
  if (transition === null || transition.run.pausedAt === null) return { queues: [], timers: [] }
  await transition.resume()
  await transition.save()
  // Paused runs do not stand in the line for a place.
  if (transition.run.groupName !== null && transition.run.admittedAt === null) await transition.fillPlaces()
  return { queues: transition.added, timers: transition.timers }
}

/** Null when its plan is lost, and it has failed of that. */
async function openUnended(tx: Transaction, runId: string, options: TransitionOptions): Promise<RunTransition | null> {
  const transition = await RunTransition.openOrFail(tx, runId, options)
  if (transition === null) return null
  const { status } = transition.run
  if (isRunOver(status)) throw new EngineError('run_already_finished', `This run has already ${status === 'cancelled' ? 'been cancelled' : status}.`)
  return transition
}
