import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunStatus } from '../contract/run-status'
import type { Connect } from '../storage/open-database'
import { eventually, startEngine, succeed, workerSources, type EngineHarness } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { OtherProcess } from '../testing/soundness/other-process'
import { tempFolder } from '../testing/temp-folder'

/**
 * Another process holds the lock to write, as in locked-database.storage.test.ts and twenty times faster: the engine waits for 250 ms
 * instead of five seconds, and the lock is held for 50 ms (a second), until somebody was refused (ten), or until the engine has ended.
 * Where nobody may notice it waits for longer: a busy machine frees a lock late.
 */

const TIMES = 10
const BRIEFLY_MS = 50
const PATIENCE_MS = { hasty: 250, ample: 2500 }
const PIPELINE = 'name: held\nsteps:\n  - { id: one, uses: probe, with: { do: gate } }\n  - { id: two, uses: probe, needs: [one], with: { do: echo } }'
const AT_WORK: { readonly filter: { statuses: RunStatus[] } } = { filter: { statuses: ['running', 'queued', 'waiting'] } }

const waitingFor =
  (ms: number): Connect =>
  (file, options) => {
    const database = new Database(file, options)
    const pragma = database.pragma.bind(database)
    return Object.defineProperty(database, 'pragma', {
      configurable: true,
      value: (text: string, given?: Database.PragmaOptions) => pragma(text === 'busy_timeout = 5000' ? `busy_timeout = ${ms}` : text, given),
    })
  }

interface Opened {
  readonly harness: EngineHarness
  readonly file: string
  /** Lets the step that is at work end. */
  letGo(): void
}

async function open({ dataFolder = tempFolder(), patience = PATIENCE_MS.hasty } = {}): Promise<Opened> {
  let letGo = () => undefined as void
  const gate = () => new Promise<void>((resolve) => (letGo = resolve))
  const harness = await startEngine({
    dataFolder,
    behaviours: { gate: () => gate().then(() => succeed()), echo: () => succeed() },
    config: { connect: waitingFor(patience), workers: { ...workerSources, writes: undefined } },
  })
  onTestFinished(() => harness.stop())
  return { harness, file: join(dataFolder, 'signalbox.db'), letGo: () => letGo() }
}

/** A run whose first step is at work. */
async function startHeld({ harness }: Opened): Promise<string> {
  const runId = await harness.start(PIPELINE)
  await eventually(() => harness.calls.some((call) => call.runId === runId))
  return runId
}

const health = async ({ harness }: Opened) => (await harness.engine.client.engine.status()).health

describe('a database that another process has locked', () => {
  test(`for a moment is waited for, ${TIMES} times: nobody notices`, async () => {
    const other = new OtherProcess()
    const engine = await open({ patience: PATIENCE_MS.ample })
    for (let time = 0; time < TIMES; time++) {
      const runId = await startHeld(engine)
      await other.lock(engine.file, BRIEFLY_MS)
      const freed = other.free()
      engine.letGo()
      await engine.harness.engine.client.queues.list({})
      expect(await engine.harness.ended(runId)).toMatchObject({ status: 'succeeded' })
      await freed
      expect(await health(engine)).toEqual({ state: 'ok' })
    }
    expect(engine.harness.log.filter((line) => line.includes('storage_busy'))).toEqual([])
  }, 60_000)

  test(`for long is told of, ${TIMES} times: nothing is confirmed meanwhile, and no run is left at work when it is free again`, async () => {
    const other = new OtherProcess()
    const engine = await open()
    const { client } = engine.harness.engine
    for (let time = 0; time < TIMES; time++) {
      const runId = await startHeld(engine)
      await other.lock(engine.file, null)
      await expect(client.runs.start({ pipeline: 'held', idempotencyKey: `refused ${time}` })).rejects.toMatchObject({ code: 'storage_busy' })
      engine.letGo()
      await eventually(async () => (await health(engine)).state === 'degraded')
      expect(await health(engine)).toMatchObject({ error: { code: 'storage_busy' } })
      await other.free({ now: true })
      expect(await engine.harness.ended(runId)).toMatchObject({ status: 'succeeded' })
      await eventually(async () => (await health(engine)).state === 'ok')
      expect((await client.runs.list(AT_WORK)).total).toBe(0)
    }
    await engine.harness.stop()
    expect(onDatabase(engine.file, checkFile)).toEqual([])
  }, 60_000)

  test(`for ever is told of, ${TIMES} times: the engine ends when it is asked to, and the next start goes on with what was at work`, async () => {
    const once = async () => {
      const other = new OtherProcess()
      const dataFolder = tempFolder()
      const engine = await open({ dataFolder })
      const runId = await startHeld(engine)
      await other.lock(engine.file, null)
      engine.letGo()
      await eventually(async () => (await health(engine)).state === 'degraded', 20_000)
      expect(await health(engine)).toMatchObject({ error: { code: 'storage_busy' } })
      const asked = performance.now()
      await engine.harness.stop()
      expect(performance.now() - asked).toBeLessThan(20_000)
      await other.free({ now: true })
      const next = await startEngine({ dataFolder, behaviours: { gate: () => succeed(), echo: () => succeed() } })
      onTestFinished(() => next.stop())
      expect(await next.ended(runId)).toMatchObject({ status: 'succeeded' })
      expect((await next.engine.client.runs.list(AT_WORK)).total).toBe(0)
      await next.stop()
      expect(onDatabase(engine.file, checkFile)).toEqual([])
    }
    // At the same time: most of it is waiting.
    await Promise.all(Array.from({ length: TIMES }, once))
  }, 120_000)
})
