import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus'
import { EngineError } from '../core/shared/engine-error'
import type { UnitOfWork } from '../ports/unit-of-work'
import { RigClock } from '../testing/faults/rig-clock'
import { onDatabase } from '../testing/on-database'
import { openStores } from '../testing/open-stores'
import { RunPlans } from '../usecases/run-plans'
import { Reconciler } from '../runtime/reconciler'

async function reconciling(unitOfWork: UnitOfWork) {
  const { file, read } = await openStores()
  const clock = new RigClock(0)
  const log: string[] = []
  const reconciler = new Reconciler({
    read,
    unitOfWork,
    plans: new RunPlans(read),
    bus: new InProcessBus(() => undefined),
    clock: clock.life(),
    ids: { next: () => 'id', random: () => 0.5 },
    logger: { info: () => undefined, warn: () => undefined, error: (message) => log.push(message) },
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
