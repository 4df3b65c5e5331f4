import type { JsonObject } from '../contract/json'
import { render } from '../core/pipelines/expressions'
import type { PipelineSpec } from '../core/pipelines/spec'
import { onArrival, type Arrival } from '../core/runs/group-places'
import { isRunOver } from '../core/runs/run-state'
import { EngineError } from '../core/shared/engine-error'
import type { RunParentKey } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { Wakes } from './attempts'
import { groupLimit } from './group-limit'
import { RunTransition } from './run-transition'
import type { TakenStep, TransitionOptions } from './transition-options'

/** Characters of a group's name. */
const LONGEST_NAME = 200

/**
 * The name of the group that a run with this input belongs to, empty when it is the pipeline itself; null when nothing
 * limits how many runs go on at once. Throws `expression_failed`, `input_invalid`.
 */
export function groupNameOf({ concurrency }: PipelineSpec, inputs: JsonObject): string | null {
  if (concurrency === null) return null
  if (concurrency.group === null) return ''
  const value = render(concurrency.group, { inputs, steps: {} })
  const name = typeof value === 'string' ? value : JSON.stringify(value)
  if (name.length > LONGEST_NAME)
    throw new EngineError('input_invalid', `The name of the run's group, \`${concurrency.group}\`, comes to ${name.length} characters; ${LONGEST_NAME} are possible. Name the group by a shorter input.`)
  return name
}

/**
 * Whether a run above, one that waits for this run, belongs to the group already: they share its place, for waiting for
 * another they would wait for each other.
 */
export async function sharesPlace(tx: Transaction, parent: RunParentKey | null, group: { readonly pipelineId: string; readonly groupName: string }): Promise<boolean> {
  let above = parent
  while (above?.waits === true) {
    const run = await tx.runs.core(above.runId)
    if (run === null) return false
    if (run.pipelineId === group.pipelineId && run.groupName === group.groupName) return true
    above = run.parent
  }
  return false
}

interface NewcomerNames {
  readonly runId: string
  readonly externalId: string
}

/** Begins a new run of a group when there is a place for it; else does as its pipeline says. Everything is saved by then. */
export async function enterGroup(tx: Transaction, { runId, externalId }: NewcomerNames, options: TransitionOptions, taken: readonly TakenStep[] = []): Promise<Wakes> {
  const newcomer = await RunTransition.open(tx, runId, options)
  await newcomer.announce(taken)
  await newcomer.save()
  await newcomer.fillPlaces()
  const left = await afterArrival(tx, { runId, externalId }, options)
  const done = left === null ? [newcomer] : [newcomer, left]
  return { queues: done.flatMap(({ added }) => added), timers: done.flatMap(({ timers }) => timers) }
}

/** The run that has to go, told so; null when there is none. */
async function afterArrival(tx: Transaction, { runId, externalId }: NewcomerNames, options: TransitionOptions): Promise<RunTransition | null> {
  const newcomer = await RunTransition.open(tx, runId, options)
  const { concurrency } = newcomer.plan.spec
  if (concurrency === null || concurrency.overlap === 'queue') return null
  const others = (await tx.runs.openInGroup(newcomer.run)).filter(({ id }) => id !== runId)
  const limit = await groupLimit(tx, newcomer.run, newcomer.plan, options.plans)
  const arrival: Arrival = onArrival({ ...concurrency, limit }, { externalId, admitted: newcomer.run.admittedAt !== null }, others)
  if (arrival.do === 'nothing') return null
  const leaving = arrival.do === 'skip' ? newcomer : await RunTransition.open(tx, arrival.runId, options)
  await leaving.requestCancel(arrival.reason)
  await leaving.save()
  tx.afterCommit(() => {
    options.tell?.({ type: 'cancel', runId: leaving.run.id })
    options.tell?.({ type: 'run', runId: leaving.run.id })
  })
  return leaving
}

/** Gives the free places of a waiting run's group to those that wait, for when nobody did so as they became free. */
export async function fillGroup(tx: Transaction, runId: string, options: TransitionOptions): Promise<Wakes> {
  const waiting = await RunTransition.openOrFail(tx, runId, options)
  if (waiting === null) return { queues: [], timers: [] }
  if (!isRunOver(waiting.run.status)) await waiting.fillPlaces()
  return { queues: waiting.added, timers: waiting.timers }
}
