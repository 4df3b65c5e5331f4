import type Database from 'better-sqlite3'
import type { Kysely } from 'kysely'
import type { WriteStores } from '../ports/write-stores'
import type { Schema } from './schema'
import { createApprovalWrites } from './stores/approval-writes'
import { ArtifactRefs } from './stores/artifact-refs'
import { AttemptRows, createAttemptWrites } from './stores/attempt-writes'
import { createLogWrites, EventRows } from './stores/history-writes'
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
  writeOut(): void
  /** What was gathered or known came to nothing: the transaction was rolled back. */
  forget(): void
}

export function gatherWrites(database: Database.Database, kysely: Kysely<Schema>): GatheredWrites {
  const runs = new RunRows(database, kysely)
  const numbers = new RunNumbers(database, kysely)
  const refs = new ArtifactRefs(database, kysely)
  const steps = new StepRows(database, kysely, refs)
  const attempts = new AttemptRows(database, kysely)
  const events = new EventRows(database, kysely)
  const gathering = [numbers, runs, steps, attempts, events, refs]
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
      logs: createLogWrites(database, kysely),
      usages: createUsageWrites(database, kysely),
      stepCache: createStepCacheWrites(database, kysely, refs),
      deadLetters: createDeadLetterWrites(kysely, writeOut),
      settings: createSettingWrites(database, kysely),
      secrets: createSecretWrites(database, kysely),
      approvals: createApprovalWrites(database, kysely),
      vectors: createVectorWrites(database, kysely),
      removals: createRemovalWrites(kysely, { writeOut, forget }),
    },
    writeOut,
    forget,
  }
}
