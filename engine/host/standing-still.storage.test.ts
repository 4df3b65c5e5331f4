import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { join } from 'node:path'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { checkRunsOf } from '../testing/check-runs-of'
import { eventually, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { checkInvariants } from '../testing/torture/check-invariants'
import { readLedger } from '../testing/torture/ledger'
import { standsStill, type Stop } from '../testing/torture/lives'
import { databaseFile, ledgerFile } from '../testing/torture/serve'
import { torture } from '../testing/torture/torture'

/** A laptop that sleeps, a process that is stopped: its leases have run out when it goes on. `npm run torture -- --only stops` does it 500 times. */

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/torture/serve-program.ts')
}, 60_000)

test('an engine that stands still past its leases, 20 times, goes on with its own work: nothing is given up, done twice, or recorded twice', async () => {
  const folder = tempFolder()
  const stops: Stop[] = []
  const lives = 2
  const tortured = await torture({
    program: [program.path],
    folder,
    seed: 20_260_102,
    kills: lives,
    // As many as come in that time: something is always at work.
    runs: 500,
    paceMs: 12,
    lives: standsStill({ aLife: 10, ms: { least: 160, most: 320 }, counted: (stop) => stops.push(stop) }),
    surroundings: { options: { leaseMs: 150 } },
  })
  const { violations } = checkInvariants({
    databaseFile: databaseFile(folder),
    ledger: readLedger(ledgerFile(folder)),
    submissions: tortured.submissions,
    mostLost: 0,
  })
  expect({ stops: stops.length, complaints: tortured.complaints, violations }).toEqual({ stops: 20, complaints: [], violations: [] })
  // Otherwise there was nothing to give up.
  const atWork = onDatabase(databaseFile(folder), (database) => {
    const during = database.prepare<Stop, number>('select count(*) from attempts where started_at <= @from and finished_at >= @to').pluck()
    return stops.map((stop) => Number(during.get(stop)))
  })
  expect(atWork.filter((attempts) => attempts > 0).length).toBeGreaterThanOrEqual(15)
}, 120_000)

describe('an attempt that was given up while it went on', () => {
  test('comes back too late: its outcome is refused, said so in the history, and the one that followed counts', async () => {
    const dataFolder = tempFolder()
    const finish = new Map<number, () => void>()
    const harness = await startEngine({
      dataFolder,
      config: { leaseMs: 500 },
      behaviours: {
        work: async (_args, { attempt }) => {
          await new Promise<void>((resolve) => finish.set(attempt, resolve))
          return succeed(`attempt ${attempt}`)
        },
      },
    })
    onTestFinished(() => harness.stop())
    const runId = await harness.start('name: late\nsteps: [{ id: a, uses: probe, with: { do: work } }]')
    await eventually(() => finish.has(1))
    // As another would find it whose owner is gone: nobody renews it, and its time is over.
    onDatabase(join(dataFolder, 'signalbox.db'), (database) =>
      database.prepare("update attempts set lease_owner = 'somebody', lease_expires_at = 1 where status = 'running'").run(),
    )
    await eventually(() => finish.has(2), 20_000)
    finish.get(1)?.()
    await eventually(async () => {
      const types: string[] = []
      onDatabase(join(dataFolder, 'signalbox.db'), (database) =>
        types.push(...database.prepare<[string], string>('select type from run_events where run_id = ?').pluck().all(runId)),
      )
      return types.includes('result.refused')
    })
    finish.get(2)?.()
    const run = await harness.ended(runId)
    expect(run.steps[0]).toMatchObject({ status: 'succeeded', attempt: 2, attempts: [{ status: 'lost' }, { status: 'succeeded' }] })
    await checkRunsOf({ dataFolder })
  }, 60_000)
})
