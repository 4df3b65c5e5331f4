import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus'
import { EngineError } from '../core/shared/engine-error'
import type { UnitOfWork } from '../ports/unit-of-work'
import { RigClock } from '../testing/faults/rig-clock'
import { BATCH } from '../runtime/due-rows'
import { eventually, startEngine, type Behaviour } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { openStores } from '../testing/open-stores'
import { tempFolder } from '../testing/temp-folder'
import { RunPlans } from '../usecases/run-plans'
import { Reconciler } from '../runtime/reconciler'

async function reconciling(unitOfWork: UnitOfWork | null, { folder, now = 0 }: { folder?: string; now?: number } = {}) {
  const { file, read, unitOfWork: stored } = await openStores(folder)
  const clock = new RigClock(now)
  const log: string[] = []
  const reconciler = new Reconciler({
    read,
    unitOfWork: unitOfWork ?? stored,
    plans: new RunPlans(read),
    bus: new InProcessBus(() => undefined),
    clock: clock.life(),
    ids: { next: () => 'id', random: () => 0.5 },
    logger: { info: () => undefined, warn: (message) => log.push(message), error: (message) => log.push(message) },
    wake: () => undefined,
    renewOwn: async () => undefined,
    leaseMs: 30_000,
  })
  return { file, clock, log, reconciler }
}

describe('a timer that is due', () => {
  test('is tried again with the seconds, not at once, while the storage refuses', async () => {
    let tries = 0
    const unitOfWork: UnitOfWork = {
      run: async () => {
        tries += 1
        throw new EngineError('storage_full', 'The disk is full.')
      },
    }
    const { file, clock, log, reconciler } = await reconciling(unitOfWork)
    onDatabase(file, (database) =>
      database.exec("insert into step_runs (id, run_id, step_id, item_index, kind, status, waiting_reason, wake_at, remaining_needs) values ('s', 'r', 'a', -1, 'wait', 'waiting', 'timer', 0, 0)"),
    )
    onTestFinished(() => reconciler.stop())
    reconciler.start()
    let rings = 0
    do for (let turns = 0; turns < 20; turns++) await turn()
    while (clock.next(1000 - clock.now) && ++rings < 20)
    expect(rings).toBe(0)
    expect([tries, log]).toEqual([1, ['a run could not be taken further']])
  })
})

describe('attempts that nobody works on any more', () => {
  const pause: Behaviour = (_args, { now }) => ({ kind: 'waiting', until: now() + 3_600_000, output: null })

  /** As many as are looked at in one go cannot be given up, each by a fault of its own; one that can stands behind them. */
  async function leftBehindOthers(): Promise<string> {
    const folder = tempFolder()
    const { calls, start, stop } = await startEngine({ behaviours: { pause }, dataFolder: folder })
    await start(`name: many\nsteps: [{ id: each, uses: probe, map: { over: "range(${BATCH + 1})", max_parallel: ${BATCH + 1} }, with: { do: pause } }]`)
    await eventually(() => calls.length === BATCH + 1)
    await stop()
    onDatabase(join(folder, 'signalbox.db'), (database) =>
      database.exec(`
        update step_runs set status = 'running', waiting_reason = null, wake_at = null where item_index >= 0;
        update attempts set status = 'running', lease_owner = 'gone', lease_expires_at = 1 where step_run_id in (select id from step_runs where item_index >= 0);
        update attempts set lease_expires_at = 2 where step_run_id = (select id from step_runs where item_index = ${BATCH});
        update step_runs set step_id = 'of another file' where item_index between 0 and ${BATCH - 1}`),
    )
    return folder
  }
  const standing = (folder: string) =>
    onDatabase(join(folder, 'signalbox.db'), (database) => database.prepare("select status, count(*) from attempts where number = 1 and step_run_id in (select id from step_runs where item_index >= 0) group by 1").raw().all())
  const PASSED_BY = [['lost', 1], ['running', BATCH]]

  test('are given up at the start also behind any number that cannot be', async () => {
    const folder = await leftBehindOthers()
    const { stop } = await startEngine({ behaviours: { pause }, dataFolder: folder, config: { works: false } })
    await stop()
    expect(standing(folder)).toEqual(PASSED_BY)
  })

  test('are given up behind any number that cannot be once their leases have run out', async () => {
    const folder = await leftBehindOthers()
    const { reconciler, log } = await reconciling(null, { folder, now: 1000 })
    onTestFinished(() => reconciler.stop())
    reconciler.start()
    await eventually(() => log.length > 1)
    await reconciler.stop()
    expect(standing(folder)).toEqual(PASSED_BY)
    expect(new Set(log)).toEqual(new Set(['a run could not be taken further', 'attempts lost their worker']))
  })
})
