import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually, startEngine, succeed, type Behaviour } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'

const PIPELINE = `
name: stopping
steps:
  - { id: one, uses: probe, with: { do: work } }
  - { id: two, uses: probe, needs: [one], with: { do: echo } }
`
const echo = () => succeed()

/** Works until it is let go or told to stop. */
function held(): { behaviour: Behaviour; letGo(): void } {
  let letGo = () => undefined as void
  const released = new Promise<void>((resolve) => (letGo = resolve))
  const behaviour: Behaviour = (_args, { signal }) =>
    new Promise((resolve, reject) => {
      void released.then(() => resolve(succeed()))
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  return { behaviour, letGo: () => letGo() }
}

const attemptsIn = (dataFolder: string) =>
  onDatabase(join(dataFolder, 'signalbox.db'), (database) =>
    database.prepare("select number, attempts.status from attempts join step_runs on id = step_run_id where step_id = 'one' order by number").all(),
  )

describe('a graceful stop', () => {
  test('lets work end that ends in time, and begins nothing more', async () => {
    const dataFolder = tempFolder()
    const { behaviour, letGo } = held()
    const first = await startEngine({ dataFolder, behaviours: { work: behaviour, echo } })
    const runId = await first.start(PIPELINE)
    await eventually(() => first.calls.length === 1)
    const stopping = first.engine.stop(10_000)
    letGo()
    await stopping
    expect(attemptsIn(dataFolder)).toEqual([{ number: 1, status: 'succeeded' }])
    expect(first.calls.map(({ stepId }) => stepId)).toEqual(['one'])

    const second = await startEngine({ dataFolder, behaviours: { work: behaviour, echo } })
    onTestFinished(() => second.stop())
    expect((await second.ended(runId)).status).toBe('succeeded')
    expect(second.calls.map(({ stepId }) => stepId)).toEqual(['two'])
  })

  test('waits also for what begins with an end that was being written when it was asked for', async () => {
    const dataFolder = tempFolder()
    const { behaviour, letGo } = held()
    const first = await startEngine({ dataFolder, behaviours: { work: behaviour, echo }, config: { awaitsWriter: true } })
    onTestFinished(() => first.stop())
    // Two of them: one alone would not be left to the thread that writes.
    for (const _ of ['a', 'b']) await first.start(PIPELINE)
    await eventually(() => first.calls.length === 2)
    const other = new Database(join(dataFolder, 'signalbox.db'))
    onTestFinished(() => void other.close())
    other.exec('begin immediate')
    letGo()
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    const stopping = first.engine.stop(10_000)
    await new Promise((resolve) => setImmediate(resolve))
    other.exec('rollback')
    await stopping
    expect(first.calls.map(({ stepId }) => stepId)).toEqual(['one', 'one', 'two', 'two'])
    expect(other.prepare('select distinct status from attempts').pluck().all()).toEqual(['succeeded'])
  })

  test('hands back what does not end in time; the next start goes on with it, under the same key', async () => {
    const dataFolder = tempFolder()
    const first = await startEngine({ dataFolder, behaviours: { work: held().behaviour, echo } })
    const runId = await first.start(PIPELINE)
    await eventually(() => first.calls.length === 1)
    await first.engine.stop(20)
    expect(attemptsIn(dataFolder)).toEqual([
      { number: 1, status: 'lost' },
      { number: 2, status: 'queued' },
    ])

    const second = await startEngine({ dataFolder, behaviours: { work: echo, echo } })
    onTestFinished(() => second.stop())
    expect((await second.ended(runId)).status).toBe('succeeded')
    expect(second.calls.map(({ stepId, attempt }) => [stepId, attempt])).toEqual([
      ['one', 2],
      ['two', 1],
    ])
    expect(second.calls[0]?.key).toBe(first.calls[0]?.key)
  })

  test('hands back also what does not listen', async () => {
    const dataFolder = tempFolder()
    const first = await startEngine({ dataFolder, behaviours: { work: () => new Promise(() => undefined), echo } })
    await first.start(PIPELINE)
    await eventually(() => first.calls.length === 1)
    const asked = Date.now()
    await first.engine.stop(20)
    expect(Date.now() - asked).toBeLessThan(4000)
    expect(attemptsIn(dataFolder)).toMatchObject([{ status: 'lost' }, { status: 'queued' }])
  })

  test('loses nothing under load', async () => {
    const dataFolder = tempFolder()
    const behaviours = { work: (_args: unknown, { signal }: { signal: AbortSignal }) => pause(5, signal), echo }
    const runs: string[] = []
    for (let life = 0; life < 3; life++) {
      const engine = await startEngine({ dataFolder, behaviours })
      for (let run = 0; run < 10; run++) runs.push(await engine.start(PIPELINE))
      await engine.engine.stop(life * 5)
    }
    const last = await startEngine({ dataFolder, behaviours })
    onTestFinished(() => last.stop())
    for (const runId of runs) expect((await last.ended(runId)).status).toBe('succeeded')
  })

  test('asked for twice is one', async () => {
    const harness = await startEngine({ dataFolder: tempFolder(), behaviours: { echo } })
    await Promise.all([harness.engine.stop(10), harness.engine.stop(10)])
    await harness.engine.stop()
  })
})

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<ReturnType<typeof succeed>>((resolve, reject) => {
    const timer = setTimeout(() => resolve(succeed()), ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason)
      },
      { once: true },
    )
  })
