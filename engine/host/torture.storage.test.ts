import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { onDatabase } from '../testing/on-database'
import { checkInvariants, type Evidence } from '../testing/torture/check-invariants'
import { readLedger } from '../testing/torture/ledger'
import { databaseFile, dataFolder, ledgerFile } from '../testing/torture/serve'
import { torture, type Tortured } from '../testing/torture/torture'
import { BINDING_PLACES, PRESS_PLACES } from '../testing/torture/workloads'

/** kill -9 at random moments, and the judge of what is left. `npm run torture` does the same for as long as one likes. */

const SEED = 20_260_101
const KILLS = 72
const RUNS = 200
/** Of the second workload. */
const KILLS_IN_STATES = 28
const RUNS_IN_STATES = 120

let program: BuiltProgram
let folder: string
let tortured: Tortured
let evidence: Evidence

beforeAll(async () => {
  program = await buildProgram('engine/testing/torture/serve-program.ts')
  folder = await mkdtemp(join(tmpdir(), 'signalbox-torture-'))
  tortured = await torture({ program: [program.path], folder, seed: SEED, kills: KILLS, runs: RUNS })
  evidence = { databaseFile: join(dataFolder(folder), 'signalbox.db'), ledger: readLedger(ledgerFile(folder)), submissions: tortured.submissions }
}, 300_000)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe(`${KILLS} kills during ${RUNS} runs of four steps`, () => {
  test('nothing is lost, nothing is recorded twice, nothing contradicts itself', () => {
    const found = checkInvariants(evidence)
    expect({ complaints: tortured.complaints, violations: found.violations }).toEqual({ complaints: [], violations: [] })
    expect(found.runs).toBe(RUNS)
  })

  test('the kills met work: attempts died with their worker, and were made up for', () => {
    expect(checkInvariants(evidence).lostAttempts).toBeGreaterThan(0)
  })
})

test(`runs that wait, ask, pause, start others, take turns or are done again come through ${KILLS_IN_STATES} more, too`, async () => {
  const place = await mkdtemp(join(tmpdir(), 'signalbox-torture-'))
  onTestFinished(() => rm(place, { recursive: true, force: true }))
  const states = await torture({ program: [program.path], folder: place, seed: SEED, kills: KILLS_IN_STATES, runs: RUNS_IN_STATES, workload: 'states' })
  const { violations } = checkInvariants({
    databaseFile: databaseFile(place),
    ledger: readLedger(ledgerFile(place)),
    submissions: states.submissions,
    places: { queues: { binding: BINDING_PLACES }, lanes: { 'service:press': PRESS_PLACES } },
    artifacts: join(dataFolder(place), 'artifacts'),
  })
  expect({ complaints: states.complaints, violations }).toEqual({ complaints: [], violations: [] })
}, 180_000)

describe('the judge', () => {
  /** What it says of the same evidence after a change to the database. */
  async function afterChange(sql: string): Promise<readonly string[]> {
    const databaseFile = join(folder, 'changed.db')
    await copyFile(evidence.databaseFile, databaseFile)
    const { changes } = onDatabase(databaseFile, (database) => database.prepare(sql).run())
    expect(changes, 'the change changes something').toBeGreaterThan(0)
    return invariantsOf({ ...evidence, databaseFile })
  }
  const invariantsOf = (changed: Evidence) => [...new Set(checkInvariants(changed).violations.map(({ invariant }) => invariant))].sort()
  const aRun = "(select id from runs where pipeline_name = 'chain' and status = 'succeeded' limit 1)"
  const aStep = `(select id from step_runs where run_id = ${aRun} and step_id = 'two')`

  test.each([
    ['a run that vanished', `delete from runs where id = ${aRun}`, ['I1', 'I4']],
    ['a run that did not end', `update runs set status = 'running', finished_at = null where id = ${aRun}`, ['I1', 'I2', 'I6']],
    ['a step that was overwritten', `update step_runs set status = 'failed' where id = ${aStep}`, ['I19', 'I22', 'I6', 'I9']],
    [
      'an outcome of an old attempt',
      `insert into attempts select step_run_id, number + 1, run_id, 'lost', queue, priority, available_at, lease_owner, lease_expires_at, started_at, finished_at, error, turn, lane from attempts where step_run_id = ${aStep} order by number desc limit 1`,
      ['I3'],
    ],
    ['a gap in the history', `delete from run_events where run_id = ${aRun} and seq = 3`, ['I2', 'I6', 'I8']],
    [
      'an event that clients never heard of',
      `update run_events set payload = replace(payload, 'running', 'ready') where run_id = ${aRun} and seq = (select max(seq) from run_events where run_id = ${aRun} and payload like '%"running"%')`,
      ['I2', 'I8'],
    ],
    ['a counter that is off by one', `update runs set steps_failed = steps_failed + 1 where id = ${aRun}`, ['I19']],
    [
      "a mapped step's counter that is off by one",
      "update step_runs set map_done = map_done - 1 where id = (select id from step_runs where map_total > 0 and status = 'succeeded' limit 1)",
      ['I19'],
    ],
    ['a step that ended later than its successor began', `update step_runs set finished_at = finished_at + 3600000 where id = ${aStep}`, ['I6', 'I9']],
    ['a failure without a sentence', `update step_runs set error = null where id = (select id from step_runs where status = 'failed' limit 1)`, ['I22', 'I6']],
  ])('notices %s', async (_what, sql, invariants) => {
    expect(await afterChange(sql)).toEqual(invariants)
  })

  test('notices calls that nobody recorded, calls made twice, keys that changed, and acknowledgements without a run', () => {
    // A run that nobody cancelled; its last call was recorded, for the engine was not killed after it.
    const submission = evidence.submissions.findLast(({ ended }) => ended === 'succeeded')
    const call = evidence.ledger.findLast(({ runId }) => runId === submission?.runId)
    if (submission === undefined || call === undefined) throw new Error('there is no evidence')
    const rest = evidence.ledger.filter((each) => each !== call)
    const others = evidence.submissions.filter((each) => each !== submission)
    expect(invariantsOf({ ...evidence, ledger: rest })).toEqual(['I4'])
    expect(invariantsOf({ ...evidence, ledger: [call, call, ...rest] })).toEqual(['I4'])
    expect(invariantsOf({ ...evidence, ledger: [{ ...call, key: rest[0]?.key ?? '' }, ...rest] })).toEqual(['I5'])
    expect(invariantsOf({ ...evidence, ledger: [...rest, { ...call, at: call.at + 3_600_000 }] })).toEqual(['I14'])
    expect(invariantsOf({ ...evidence, submissions: [{ ...submission, runId: 'promised' }, ...others] })).toEqual(['I1'])
    expect(invariantsOf({ ...evidence, submissions: [{ ...submission, told: submission.told.toSpliced(2, 1) }, ...others] })).toEqual(['I8'])
  })
})
