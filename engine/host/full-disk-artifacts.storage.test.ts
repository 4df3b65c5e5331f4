import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed } from '../testing/engine-harness'
import { mountSmallDisk } from '../testing/small-disk'
import { tempFolder } from '../testing/temp-folder'

const PIPELINE = 'name: large\nsteps: [{ id: only, uses: probe, with: { do: give } }]'

const TIMES = 10

describe('when there is no room for artifacts', () => {
  test(`what a step gave out is kept until there is, the engine says why it waits, and the step is not done twice (${TIMES} times)`, async (context) => {
    const disk = mountSmallDisk(4)
    if (typeof disk === 'string') return context.skip(disk)
    const dataFolder = tempFolder()
    mkdirSync(join(disk.folder, 'artifacts'))
    symlinkSync(join(disk.folder, 'artifacts'), join(dataFolder, 'artifacts'))
    let count = 0
    const harness = await startEngine({ dataFolder, behaviours: { give: () => succeed(`${count++}${'x'.repeat(100_000)}`) } })
    onTestFinished(() => harness.stop())
    expect((await harness.run(PIPELINE)).status).toBe('succeeded')
    const { client } = harness.engine
    for (let time = 0; time < TIMES; time++) {
      disk.fill()
      const waits = await harness.start(PIPELINE)
      await expect.poll(async () => (await client.engine.status()).health, { timeout: 10_000 }).toMatchObject({ state: 'degraded', error: { code: 'storage_full' } })
      expect((await client.runs.get({ run: waits })).status).toBe('running')
      disk.free()
      expect((await harness.ended(waits)).status).toBe('succeeded')
      expect(harness.calls.filter(({ runId }) => runId === waits)).toHaveLength(1)
      expect((await client.engine.status()).health).toEqual({ state: 'ok' })
    }
  }, 120_000)
})
