import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, succeed } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { mountSmallDisk } from '../testing/small-disk'

const echo = 'name: echo\nsteps:\n  - { id: one, uses: probe, with: { do: echo } }\n  - { id: two, uses: probe, needs: [one], with: { do: echo } }'
const held = 'name: held\nsteps:\n  - { id: one, uses: probe, with: { do: gate } }\n  - { id: two, uses: probe, needs: [one], with: { do: echo } }'

const TIMES = 10

describe('when the disk is full', () => {
  test(`submissions are refused, what runs is kept, nothing is half done; with space again, work goes on by itself (${TIMES} times)`, async (context) => {
    const disk = mountSmallDisk(16)
    if (typeof disk === 'string') return context.skip(disk)
    const dataFolder = join(disk.folder, 'data')
    let open = () => undefined as void
    const gate = () => new Promise<void>((resolve) => (open = resolve))
    const harness = await startEngine({ dataFolder, behaviours: { echo: () => succeed('x'.repeat(1000)), gate: () => gate().then(() => succeed()) } })
    onTestFinished(() => harness.stop())
    const { client } = harness.engine
    await harness.run(echo)
    for (let time = 0; time < TIMES; time++) {
      const atWork = await harness.start(held)
      await eventually(() => harness.calls.some(({ runId }) => runId === atWork))

      disk.fill()
      const accepted: string[] = []
      const submit = async (key: string) => accepted.push((await client.runs.start({ pipeline: 'echo', idempotencyKey: key })).runId)
      // What is free inside the database's own files still serves.
      const refusal = await untilRefused(time, submit)
      expect(refusal.error).toMatchObject({ code: 'storage_full', message: expect.stringContaining('is full. Free some space; work goes on by itself.') })
      open()
      await eventually(async () => (await client.engine.status()).health.state === 'degraded')
      expect(await client.engine.status()).toMatchObject({ health: { error: { code: 'storage_full' } } })
      expect((await client.runs.get({ run: atWork })).status).toBe('running')

      disk.free()
      expect(await harness.ended(atWork)).toMatchObject({ status: 'succeeded' })
      expect(harness.calls.filter(({ runId, stepId }) => runId === atWork && stepId === 'one')).toHaveLength(1)
      await submit(refusal.key)
      for (const runId of accepted) expect(await harness.ended(runId)).toMatchObject({ status: 'succeeded' })
      expect((await client.engine.status()).health).toEqual({ state: 'ok' })
    }

    await harness.stop()
    expect(onDatabase(join(dataFolder, 'signalbox.db'), checkFile)).toEqual([])
  }, 120_000)
})

async function untilRefused(time: number, submit: (key: string) => Promise<unknown>): Promise<{ key: string; error: unknown }> {
  for (let count = 0; count < 5000; count++) {
    const key = `submission ${count} of time ${time}`
    try {
      await submit(key)
    } catch (error) {
      return { key, error }
    }
  }
  throw new Error('the disk was never full')
}
