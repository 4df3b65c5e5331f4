import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** Names and folders of pipelines that mean another thing, or nothing, on some system. */

async function open(): Promise<EngineHarness> {
  const harness = await startEngine({ behaviours: { nothing: () => succeed() } })
  onTestFinished(() => harness.stop())
  return harness
}

const named = (name: string): string => `name: ${JSON.stringify(name)}\nsteps: [{ id: only, uses: probe, with: { do: nothing } }]`

describe('the name of a pipeline', () => {
  test.each(['con', 'NUL', 'aux.daily', 'COM1', 'report.', 'report..'])('that no folder can have on Windows is a problem: %s', async (name) => {
    const { engine, dataFolder } = await open()
    await expect(engine.client.pipelines.save({ text: named(name) })).rejects.toMatchObject({ code: 'pipeline_invalid', message: expect.stringContaining('on any system') })
    expect(existsSync(join(dataFolder, 'pipelines', name))).toBe(false)
  })

  test.each([
    ['Report', 'report'],
    ['été', 'e\u0301te\u0301'.normalize('NFC').toUpperCase()],
  ])('that differs from another by capitals alone is refused when both would have one folder: %s, %s', async (first, second) => {
    const { engine, dataFolder } = await open()
    await engine.client.pipelines.save({ text: named(first) })
    await expect(engine.client.pipelines.save({ text: named(second) })).rejects.toMatchObject({ code: 'pipeline_conflict', message: expect.stringContaining(`There is a pipeline "${first}"`) })
    expect(await engine.client.pipelines.list()).toMatchObject({ items: [{ name: first }] })
    // With a folder of its own it is another pipeline, and so is the same name again.
    await engine.client.pipelines.save({ text: named(second), folder: dataFolder })
    await engine.client.pipelines.save({ text: `${named(first)}\n` })
    await engine.client.pipelines.save({ text: `${named(second)}\n` })
  })
})

describe('the folder of a pipeline', () => {
  test.each(['relative/folder', '/folder\0/etc'])('is refused when it is none: %j', async (folder) => {
    const { engine } = await open()
    await expect(engine.client.pipelines.save({ text: named('a'), folder })).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('"folder" must be') })
    expect(await engine.client.pipelines.list()).toEqual({ items: [] })
  })
})
