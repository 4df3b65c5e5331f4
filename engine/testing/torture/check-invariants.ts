import type Database from 'better-sqlite3'
import { checkIntegrity } from '../history/check-file'
import { checkRows, violating, type Violation } from '../history/check-rows'
import { groupBy } from '../../core/shared/group-by'
import { readRows } from '../history/read-rows'
import { storedPlans } from '../history/stored-plans'
import { onDatabase } from '../on-database'
import { checkAcknowledged, checkClient } from './check-client'
import { checkKeys, checkLedger } from './check-ledger'
import type { LedgerCall } from './ledger'
import type { Submission } from './submissions'

/** Three independent accounts of the same runs: the database's, the outside world's, the client's. */
export interface Evidence {
  readonly databaseFile: string
  readonly ledger: readonly LedgerCall[]
  readonly submissions: readonly Submission[]
}

export interface Found {
  readonly violations: readonly Violation[]
  readonly runs: number
  readonly steps: number
  readonly events: number
  readonly lostAttempts: number
}

/** Compares the three accounts. The engine must not be running. */
export const checkInvariants = ({ databaseFile, ...evidence }: Evidence): Found => onDatabase(databaseFile, (database) => compare(database, evidence))

function compare(database: Database.Database, { ledger, submissions }: Omit<Evidence, 'databaseFile'>): Found {
  const violations: Violation[] = [...checkIntegrity(database), ...checkKeys(ledger)]
  const calls = groupBy(ledger, ({ runId }) => runId)
  const submitted = new Map(submissions.map((submission) => [submission.runId, submission]))
  const planOf = storedPlans(database)
  const found = { runs: 0, steps: 0, events: 0, lostAttempts: 0 }
  const stored = new Set<string>()
  for (const rows of readRows(database)) {
    const { id, externalId, pipelineName, versionId } = rows.run
    const plan = planOf(versionId)
    const wrong = [...checkRows(rows, plan), ...checkLedger(rows, plan, calls.get(id) ?? []), ...checkClient(rows, submitted.get(id))]
    violations.push(...wrong.map(({ invariant, what }) => ({ invariant, what: `${externalId} (${pipelineName}): ${what}` })))
    stored.add(id)
    found.runs += 1
    found.steps += rows.steps.length
    found.events += rows.events.length
    found.lostAttempts += rows.attempts.filter(({ status }) => status === 'lost').length
  }
  const unknown = [...calls.keys()].filter((runId) => !stored.has(runId)).map((runId) => `the ledger was called for run ${runId}, which does not exist`)
  return { ...found, violations: [...violations, ...checkAcknowledged(submissions, stored), ...violating('I4', unknown)] }
}
