import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Behaviour, type EngineHarness, eventually, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'

/** What the engine's database refuses, or does not hold any more, when a step that was at work comes to its end. */

const HELD = 'name: held\nsteps: [{ id: only, uses: probe, with: { do: hold } }]'
const OTHER = 'name: other\nsteps: [{ id: only, uses: probe, with: { do: nothing } }]'

/** An engine of one place, and a run in it that waits to be let go. */
async function withHeldRun(): Promise<EngineHarness & { heldRun: string; letGo: () => void; behindItsBack: (sql: string) => void }> {
  let letGo = (): void => undefined
  const released = new Promise<void>((resolve) => (letGo = resolve))
  const hold: Behaviour = async () => {
    await released
    return succeed()
  }
  const harness = await startEngine({ behaviours: { hold, nothing: () => succeed() }, config: { queues: { default: 1 }, leaseMs: 1000 } })
  onTestFinished(() => harness.stop())
  const heldRun = await harness.start(HELD)
  await eventually(() => harness.calls.length === 1)
  return { ...harness, heldRun, letGo, behindItsBack: (sql) => onDatabase(join(harness.dataFolder, 'signalbox.db'), (database) => database.exec(sql)) }
}

describe('an outcome that nobody can record', () => {
  test.each(['runs', 'step_runs'])('gives back its place when its row is gone from %s', async (table) => {
    const { engine, run, log, letGo, behindItsBack } = await withHeldRun()
    behindItsBack(`delete from ${table}`)
    letGo()
    expect((await run(OTHER)).status).toBe('succeeded')
    expect((await engine.client.engine.status()).health).toEqual({ state: 'ok' })
    expect(log.filter((line) => line.includes('late result refused'))).toHaveLength(1)
  })

  test('gives back its place after a few tries, and what it was of is tried anew', async () => {
    const { engine, run, ended, log, heldRun, letGo, behindItsBack } = await withHeldRun()
    behindItsBack(`create trigger refuse before insert on run_events when new.run_id = '${heldRun}' and new.payload like '%succeeded%' begin select raise(abort, 'not this one'); end`)
    letGo()
    expect((await run(OTHER)).status).toBe('succeeded')
    expect((await engine.client.engine.status()).health).toEqual({ state: 'ok' })
    expect(log.filter((line) => line.includes('a result could not be recorded') && line.includes('not this one')).length).toBeGreaterThan(0)
    behindItsBack('drop trigger refuse')
    const attempts = (await ended(heldRun)).steps[0]?.attempts.map(({ status }) => status)
    expect([attempts?.[0], attempts?.at(-1)]).toEqual(['lost', 'succeeded'])
  }, 30_000)
})
