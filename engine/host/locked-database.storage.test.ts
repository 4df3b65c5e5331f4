import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { runChain, serveEngine, type ServedEngine } from '../testing/soundness/served-engine'

/** Another process holds the lock to write: a backup tool, say, or somebody with a shell. */
function lock({ dataFolder }: ServedEngine): () => void {
  const other = new Database(join(dataFolder, 'signalbox.db'))
  other.exec('begin immediate')
  let open = true
  const release = () => {
    if (open) other.close()
    open = false
  }
  onTestFinished(release)
  return release
}

describe('a database that another process has locked', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  test('for a moment is waited for: nobody notices', async () => {
    const engine = await serveEngine(program.path)
    for (let round = 0; round < 3; round++) {
      const release = lock(engine)
      const ended = runChain(engine, `round ${round}`)
      await delay(700)
      release()
      expect(await ended).toBe('succeeded')
    }
    expect((await engine.client.engine.status()).health).toEqual({ state: 'ok' })
  }, 60_000)

  test('for long is told of, nothing is confirmed meanwhile, and no run is left at work when it is free again', async () => {
    const engine = await serveEngine(program.path)
    const { runId } = await engine.client.runs.start({ pipeline: 'fan', input: { list: ['a', 'b', 'c'] }, idempotencyKey: 'at work' })
    const release = lock(engine)
    const held = Date.now()
    await expect(engine.client.runs.start({ pipeline: 'chain', input: {}, idempotencyKey: 'refused' })).rejects.toMatchObject({
      code: 'storage_busy',
      message: expect.stringContaining('holds the database'),
    })
    expect(Date.now() - held).toBeLessThan(20_000)
    await eventually(async () => (await engine.client.engine.status()).health.state === 'degraded', 20_000)
    expect((await engine.client.engine.status()).health).toMatchObject({ error: { code: 'storage_busy' } })
    release()
    expect(await runChain(engine, 'refused')).toBe('succeeded')
    await eventually(async () => (await engine.client.runs.get({ run: runId })).status === 'succeeded', 20_000)
    await eventually(async () => (await engine.client.engine.status()).health.state === 'ok')
    expect((await engine.client.runs.list({ filter: { statuses: ['running', 'queued', 'waiting'] } })).total).toBe(0)
    await engine.kill()
    expect(onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile)).toEqual([])
  }, 90_000)
})
