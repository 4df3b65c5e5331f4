import type { PipelineSpec } from '../core/pipelines/spec'
import type { RunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import { findStalemate, type StandingGroup, type StandingRun, type VainWait } from '../core/runs/stalemate'
import { EngineError } from '../core/shared/engine-error'
import type { RunCore, RunParentKey } from '../ports/records'
import type { Transaction } from '../ports/unit-of-work'
import type { RunGroup } from '../ports/write-stores'
import { groupLimit } from './group-limit'
import type { RunPlans } from './run-plans'

/** Runs that are looked at; in a larger tangle nobody looks for the knot, and the run waits. */
const MOST_RUNS = 1000

/** A run that is about to be stored, for which a step of another waits. */
export interface AwaitedRun {
  readonly pipelineName: string
  readonly group: RunGroup
  readonly plan: RunPlan
  readonly parent: RunParentKey
}

/**
 * Refuses a run that would wait for a place which only its own end could free: the holders wait, by way of other groups
 * maybe, for the step that starts it. Whoever closes such a circle is refused, so there is never one. Reads who has places
 * only when none is free. Throws `waits_for_itself`.
 */
export async function refuseStalemate(tx: Transaction, awaited: AwaitedRun, plans: RunPlans): Promise<void> {
  const { group, plan, parent } = awaited
  if (!waitsInLine(plan.spec)) return
  const limit = await groupLimit(tx, group, plan, plans)
  const { held } = await tx.runs.groupPlaces(group)
  if (held < limit) return
  const above = await runsAbove(tx, parent)
  const standing = new StandingReader(tx, plans)
  if (!(await standing.follow(group, limit, above))) return
  const chain = findStalemate(keyOf(group), above, standing)
  if (chain !== null) throw await refusal(tx, awaited, chain)
}

/** A run that finds no place may be left out, or make another leave: then it waits for nobody who goes on. */
const waitsInLine = ({ concurrency }: PipelineSpec): boolean => concurrency?.overlap === 'queue'

/** Those that cannot end before the new run does. */
async function runsAbove(tx: Transaction, parent: RunParentKey): Promise<ReadonlySet<string>> {
  const above = new Set<string>()
  for (let next: RunParentKey | null = parent; next?.waits === true; ) {
    above.add(next.runId)
    next = (await tx.runs.core(next.runId))?.parent ?? null
  }
  return above
}

const keyOf = ({ pipelineId, groupName }: RunGroup): string => JSON.stringify([pipelineId, groupName])

/** Follows holders of places to the runs that they wait for, and those to the groups in whose lines they stand. */
class StandingReader {
  readonly runs = new Map<string, StandingRun>()
  readonly groups = new Map<string, StandingGroup>()
  readonly #tx: Transaction
  readonly #plans: RunPlans

  constructor(tx: Transaction, plans: RunPlans) {
    this.#tx = tx
    this.#plans = plans
  }

  /** False when it is more than is looked at. */
  async follow(group: RunGroup, limit: number, above: ReadonlySet<string>): Promise<boolean> {
    const found = new Set(await this.#enter(group, limit))
    // What is added while it is gone through is gone through, too.
    for (const id of found) {
      if (found.size > MOST_RUNS) return false
      const run = above.has(id) ? null : await this.#tx.runs.core(id)
      // One that is being cancelled lets go of what it has.
      if (run === null || isRunOver(run.status) || run.cancelRequestedAt !== null) continue
      for (const next of await this.#look(run)) found.add(next)
    }
    return true
  }

  /** Returns the holders of its places. */
  async #enter(group: RunGroup, limit: number): Promise<readonly string[]> {
    const holders = await this.#tx.runs.groupHolders(group, MOST_RUNS + 1)
    this.groups.set(keyOf(group), { limit, holders })
    return holders
  }

  async #look(run: RunCore): Promise<readonly string[]> {
    if (run.groupName === null || run.admittedAt !== null) {
      const waitsFor = await this.#tx.runs.openChildren(run.id)
      this.runs.set(run.id, { id: run.id, inLineOf: null, waitsFor })
      return waitsFor
    }
    const plan = await this.#plans.of(run.versionId).catch(() => null)
    // Its plan is lost: it fails as soon as its turn comes.
    if (plan === null) return []
    this.runs.set(run.id, { id: run.id, inLineOf: keyOf(run), waitsFor: [] })
    return this.groups.has(keyOf(run)) ? [] : this.#enter(run, await groupLimit(this.#tx, run, plan, this.#plans))
  }
}

interface NamedWait {
  /** Null: the run that is about to be started. */
  readonly run: string | null
  readonly group: string
  readonly holder: string
}

async function namesOf(tx: Transaction, { pipelineName, group }: AwaitedRun, chain: readonly VainWait[]): Promise<readonly NamedWait[]> {
  const names: NamedWait[] = []
  for (const { runId, holder } of chain) {
    const waiting = runId === null ? null : await tx.runs.named(runId)
    const groupName = runId === null ? group.groupName : ((await tx.runs.core(runId))?.groupName ?? '')
    names.push({ run: waiting?.externalId ?? null, group: groupName || (waiting?.pipelineName ?? pipelineName), holder: (await tx.runs.named(holder))?.externalId ?? holder })
  }
  return names
}

async function refusal(tx: Transaction, awaited: AwaitedRun, chain: readonly VainWait[]): Promise<EngineError> {
  const names = await namesOf(tx, awaited, chain)
  const waits = names.map(({ run, group, holder }) => `${run === null ? `a run of "${awaited.pipelineName}"` : `which waits for ${run}; that`} needs a place of group ${group}, held by ${holder}`)
  const last = chain.at(-1)
  const isAbove = last !== undefined && (await runsAbove(tx, awaited.parent)).has(last.holder)
  return new EngineError('waits_for_itself', `Would wait for ever: ${waits.join(', ')}, which waits ${isAbove ? 'for this step' : 'for itself in turn'}. Start one of them with \`wait: false\`, or let more runs of one group go on at once.`, {
    details: { runs: [...new Set(names.flatMap(({ run, holder }) => (run === null ? [holder] : [run, holder])))], groups: [...new Set(names.map(({ group }) => group))] },
  })
}
