import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

/** News of which nobody was told: who follows a run looks by itself, too, and misses and repeats nothing. */

const TIMES = 3

test('events that come without a hint reach whoever follows the run, once and in order, within seconds', async () => {
  const dataFolder = tempFolder()
  let letGo = () => undefined as void
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const harness = await startEngine({ dataFolder, behaviours: { work: () => gate.then(() => succeed()) } })
  onTestFinished(() => harness.stop())
  const runId = await harness.start('name: quiet\nsteps: [{ id: a, uses: probe, with: { do: work } }]')
  await eventually(() => harness.calls.length === 1)

  const heard: number[] = []
  const following = (async () => {
    for await (const batch of await harness.engine.client.runs.watch({ runId })) heard.push(...batch.map(({ seq }) => seq))
  })()
  const written = () =>
    onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.prepare<[string], number>('select last_seq from runs where id = ?').pluck().get(runId) ?? 0)
  await eventually(() => heard.length === written())
  for (let time = 0; time < TIMES; time++) {
    onDatabase(join(dataFolder, 'signalbox.db'), (database) => {
      database.prepare('insert into run_events (run_id, seq, at, type, payload) select run_id, seq + 1, at, type, payload from run_events where run_id = ? order by seq desc limit 1').run(runId)
      database.prepare('update runs set last_seq = last_seq + 1 where id = ?').run(runId)
    })
    await eventually(() => heard.length === written(), 5000)
  }
  letGo()
  await following
  expect(heard).toEqual(Array.from({ length: written() }, (_none, index) => index + 1))
  expect((await harness.ended(runId)).status).toBe('succeeded')
}, 60_000)
