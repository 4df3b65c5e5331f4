import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { WriteStores } from '../ports/write-stores'
import { Outlet } from './outlet'
import type { Schema } from './schema'
import { createApprovalWrites } from './stores/approval-writes'
import { ArtifactRefs } from './stores/artifact-refs'
import { AttemptRows } from './stores/attempt-rows'
import { createAttemptWrites } from './stores/attempt-writes'
import { createJobWrites } from './stores/job-writes'
import { EventRows, LogRows } from './stores/history-writes'
import { createPipelineWrites } from './stores/pipeline-writes'
import { createRemovalWrites } from './stores/removal-writes'
import { RunNumbers } from './stores/run-numbers'
import { RunRows } from './stores/run-rows'
import { createRunWrites } from './stores/run-writes'
import { createSecretWrites, createSettingWrites } from './stores/setting-writes'
import { StepRows } from './stores/step-rows'
import { createStepWrites } from './stores/step-writes'
import { createDeadLetterWrites } from './stores/dead-letter-writes'
import { createStepCacheWrites } from './stores/step-cache-writes'
import { createUsageWrites } from './stores/usage-writes'
import { createVectorWrites } from './vectors/vector-writes'

/**
 * The write stores of a connection, which gather what is changed most often (runs, steps, attempts, events) and write each row
 * once, when they are told to. Whoever reads through them sees everything; the database does after `writeOut`.
 */
export interface GatheredWrites {
  readonly stores: WriteStores
  /** So much was gathered that it should be written out before there is more. */
  isFull(): boolean
  writeOut(): void
  /** What was written out is durable: it need not be known any longer. */
  settled(): void
  /** What was gathered or known came to nothing: the transaction was rolled back. */
  forget(): void
}

/** Where gathered rows go to and come from; unless given, the connection of everything else. */
interface Gathering {
  readonly outlet?: Outlet
  /** Rows that are not known any longer are read here. What was written out and is not settled is not read: it is known. */
  readonly lookups?: Database.Database
  /** Hears up to which number runs may be counted, before they are. */
  readonly markNumber?: (upTo: number) => void
}

export function gatherWrites(database: Database.Database, kysely: Kysely<Schema>, { outlet = new Outlet(database), lookups = database, markNumber = () => undefined }: Gathering = {}): GatheredWrites {
  const runs = new RunRows(outlet, lookups, kysely)
  const numbers = new RunNumbers(outlet, lookups, kysely, markNumber)
  const refs = new ArtifactRefs(outlet, kysely)
  const steps = new StepRows(outlet, lookups, kysely, refs)
  const attempts = new AttemptRows(outlet, database, kysely)
  const events = new EventRows(outlet, kysely)
  const logs = new LogRows(outlet, kysely)
  const gathering = [numbers, runs, steps, attempts, events, logs, refs]
  const writeOut = () => {
    for (const each of gathering) each.writeOut()
  }
  const pipelines = createPipelineWrites(database, kysely, writeOut)
  const forget = () => {
    for (const each of [...gathering, pipelines]) each.forget()
  }
  return {
    stores: {
      pipelines,
      runs: createRunWrites(runs, { numbers, refs }, database, kysely),
      steps: createStepWrites(steps, database, kysely),
      attempts: createAttemptWrites(attempts, database, kysely, writeOut),
      events,
      logs,
      usages: createUsageWrites(database, kysely),
      stepCache: createStepCacheWrites(database, kysely, refs),
      jobs: createJobWrites(database, kysely),
      deadLetters: createDeadLetterWrites(kysely, writeOut),
      settings: createSettingWrites(database, kysely),
      secrets: createSecretWrites(database, kysely),
      approvals: createApprovalWrites(database, kysely),
      vectors: createVectorWrites(database, kysely),
      removals: createRemovalWrites(database, kysely, { writeOut, forget }),
    },
    isFull: () => steps.isFull,
    writeOut,
    settled() {
      runs.settled()
      steps.settled()
    },
    forget,
  }
}
