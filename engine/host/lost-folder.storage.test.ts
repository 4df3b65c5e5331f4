import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'

/** A data folder that is taken away from an engine at work, or lies in a doubtful place, and the log that is kept there. */

const PIPELINE = 'name: echo\nsteps: [{ id: only, uses: probe, with: { do: echo } }]'

async function open(dataFolder: string): Promise<EngineHarness> {
  const harness = await startEngine({ dataFolder, behaviours: { echo: () => succeed(1) } })
  onTestFinished(() => harness.stop())
  return harness
}

describe('a data folder that is taken away', () => {
  test('is noticed: nothing is confirmed, and the engine says what to do', async () => {
    const folder = join(tempFolder(), 'data')
    mkdirSync(folder)
    const { engine, run, start } = await open(folder)
    expect((await run(PIPELINE)).status).toBe('succeeded')
    rmSync(folder, { recursive: true })
    await expect.poll(async () => (await engine.client.engine.status()).health, { timeout: 10_000 }).toMatchObject({
      state: 'degraded',
      error: { code: 'storage_failed', message: expect.stringContaining('was removed or exchanged while Signalbox worked with it') },
    })
    await expect(start(PIPELINE)).rejects.toMatchObject({ code: 'storage_failed' })
  })

  test('is worked with again when it is back', async () => {
    const folder = join(tempFolder(), 'data')
    mkdirSync(folder)
    const { engine, run } = await open(folder)
    expect((await run(PIPELINE)).status).toBe('succeeded')
    const health = async () => (await engine.client.engine.status()).health.state
    renameSync(folder, `${folder} elsewhere`)
    await expect.poll(health, { timeout: 10_000 }).toBe('degraded')
    renameSync(`${folder} elsewhere`, folder)
    await expect.poll(health, { timeout: 10_000 }).toBe('ok')
    expect((await run(PIPELINE)).status).toBe('succeeded')
  })
})

describe('a data folder that lies where locks are not to be trusted', () => {
  test('is worked in, and the engine says what may come of it', async (context) => {
    const folder = tempFolder()
    const { error, status, stderr } = spawnSync('bindfs', [tempFolder(), folder], { encoding: 'utf8' })
    if (status !== 0) return context.skip(`a file system of a program cannot be had here: ${error?.message ?? stderr.trim()}`)
    onTestFinished(() => void spawnSync('umount', ['--lazy', folder]))
    const { engine, run, log } = await open(folder)
    const warning = `${folder} lies on a file system of a program (FUSE).`
    expect(log.filter((line) => line.includes('"warn"') && line.includes(warning))).toHaveLength(1)
    expect((await engine.client.storage.status()).placeWarning).toContain(warning)
    expect((await run(PIPELINE)).status).toBe('succeeded')
  })
})

describe("the engine's log", () => {
  test('is a file of the data folder that each start goes on with, and holds no value of a run', async () => {
    const folder = tempFolder()
    for (let starts = 0; starts < 2; starts++) {
      const harness = await startEngine({ dataFolder: folder, behaviours: { echo: () => succeed('a value of a run') } })
      await harness.run(PIPELINE)
      await harness.stop()
    }
    expect(existsSync(join(folder, 'engine.log'))).toBe(true)
    const text = readFileSync(join(folder, 'engine.log'), 'utf8')
    const lines = text.trimEnd().split('\n').map((line): unknown => JSON.parse(line))
    expect(lines).toMatchObject([{ message: 'engine started', pid: process.pid }, { message: 'engine stopped' }, { message: 'engine started' }, { message: 'engine stopped' }])
    expect(text).not.toContain('a value of a run')
  })
})
