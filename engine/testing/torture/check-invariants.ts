import type Database from 'better-sqlite3'
import { checkArtifacts } from '../history/check-artifacts'
import { checkGroupsOfRuns } from '../history/check-groups-of-runs'
import { checkChildren } from '../history/check-children'
import { checkIntegrity } from '../history/check-file'
import { checkOverlaps } from '../history/check-overlaps'
import { checkPauses } from '../history/check-pauses'
import { checkPlaces, type PlaceLimits } from '../history/check-places'
import { checkRows, violating, type Violation } from '../history/check-rows'
import { checkWaits, type Promptness } from '../history/check-waits'
import { groupBy } from '../../core/shared/group-by'
import type { AttemptRecord, RunRecord, StepRunRecord } from '../../ports/records'
import { readRows } from '../history/read-rows'
import { storedPlans } from '../history/stored-plans'
import { onDatabase } from '../on-database'
import { checkAcknowledged, checkClient, checkStarted } from './check-client'
import { checkKeys, checkLedger, checkLosses } from './check-ledger'
import type { LedgerCall } from './ledger'
import type { Submission } from './submissions'

/** Three independent accounts of the same runs: the database's, the outside world's, the client's. */
export interface Evidence {
  readonly databaseFile: string
  readonly ledger: readonly LedgerCall[]
  readonly submissions: readonly Submission[]
  /** The folder in which artifacts lie; they are not looked at without it. */
  readonly artifacts?: string | undefined
  /** How soon what is due had to be done; not judged without it. */
  readonly promptness?: Promptness | undefined
  /** How often any step may have lost its attempt: what was done to the engine; any number without it. */
  readonly mostLost?: number | undefined
  /** How many attempts could be at work at once; not judged without it. */
  readonly places?: PlaceLimits | undefined
  /** Old runs were removed while others went on: those that have ended may be gone. */
  readonly pruned?: boolean | undefined
  /** The clock was set to and fro: nothing can be told from times. */
  readonly clockJumped?: boolean | undefined
}

/** The kind of the steps that start runs. */
const STARTER = 'pipeline'

export interface Found {
  readonly violations: readonly Violation[]
  readonly runs: number
  readonly steps: number
  readonly events: number
  readonly lostAttempts: number
}

/** Compares the three accounts. The engine must not be running. */
export const checkInvariants = ({ databaseFile, ...evidence }: Evidence): Found => onDatabase(databaseFile, (database) => compareAccounts(database, evidence))

/** The same, for whoever has the database open. */
export function compareAccounts(database: Database.Database, { ledger, submissions, artifacts, promptness, mostLost, places, pruned = false, clockJumped = false }: Omit<Evidence, 'databaseFile'>): Found {
  const violations: Violation[] = [...checkIntegrity(database), ...checkKeys(ledger)]
  const calls = groupBy(ledger, ({ runId }) => runId)
  const submitted = new Map(submissions.map((submission) => [submission.runId, submission]))
  const planOf = storedPlans(database)
  const found = { runs: 0, steps: 0, events: 0, lostAttempts: 0 }
  const stored = new Set<string>()
  const runs: RunRecord[] = []
  const attempts: AttemptRecord[] = []
  const starters = new Map<string, StepRunRecord>()
  for (const rows of readRows(database)) {
    const { id, externalId, pipelineName, versionId } = rows.run
    const plan = planOf(versionId)
    const wrong = [
      ...checkRows(rows, plan),
      ...checkPauses(rows),
      ...checkLedger(rows, plan, calls.get(id) ?? []),
      ...checkLosses(rows, mostLost),
      ...(rows.run.parent === null ? checkClient(rows, submitted.get(id)) : checkStarted(rows)),
      ...(promptness === undefined ? [] : checkWaits(rows, promptness)),
    ]
    violations.push(...wrong.map(({ what, ...rest }) => ({ ...rest, what: `${externalId} (${pipelineName}): ${what}` })))
    stored.add(id)
    runs.push(rows.run)
    if (places !== undefined) attempts.push(...rows.attempts)
    for (const step of rows.steps) if (step.kind === STARTER) starters.set(step.id, step)
    found.runs += 1
    found.steps += rows.steps.length
    found.events += rows.events.length
    found.lostAttempts += rows.attempts.filter(({ status }) => status === 'lost').length
  }
  const unknown = pruned ? [] : [...calls.keys()].filter((runId) => !stored.has(runId)).map((runId) => `the ledger was called for run ${runId}, which does not exist`)
  const kept = pruned ? submissions.filter(({ runId, ended }) => runId === null || ended === null || stored.has(runId)) : submissions
  violations.push(...checkAcknowledged(kept, stored), ...violating('I4', unknown), ...checkGroupsOfRuns(runs, planOf))
  // Who stood in a run's way, or started it, may be gone.
  if (!pruned) violations.push(...checkOverlaps(runs, planOf), ...checkChildren(runs, (stepRunId) => starters.get(stepRunId)))
  if (places !== undefined) violations.push(...checkPlaces(attempts, places))
  if (artifacts !== undefined) violations.push(...checkArtifacts(database, artifacts))
  return { ...found, violations: clockJumped ? violations.filter(({ byClock }) => byClock !== true) : violations }
}
