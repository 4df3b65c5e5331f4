import { expect, onTestFinished, test } from 'vitest'
import { connectMessagePort } from '../client/message-port'
import { MAX_UNTAKEN } from '../server/port-pace'
import { startEngine, succeed } from '../testing/engine-harness'

/** A page that is stopped, or busy, while there is more to tell it than it takes. */

const LINE = 'x'.repeat(8_000)
/** 32 MB, and twelve pages of a replay. */
const LINES = 4_000
const WITH_A_LOG = 'name: wordy\nsteps: [{ id: say, uses: probe, with: { do: say } }]'

const soon = () => new Promise((resolve) => setImmediate(resolve))

async function wordyRun(lines: number, line: string) {
  const harness = await startEngine({
    behaviours: {
      say: async (_, { log }) => {
        // What waits for the disk is bounded, and more would be dropped.
        for (let said = 0; said < lines; said += 500) {
          log('info', Array.from({ length: Math.min(500, lines - said) }, () => line).join('\n'))
          await new Promise((resolve) => setTimeout(resolve, 60))
        }
        return succeed()
      },
    },
  })
  onTestFinished(() => harness.stop())
  const { id } = await harness.run(WITH_A_LOG)
  return { engine: harness.engine, runId: id }
}

/** The same port, which notes what is posted. */
function noted(port: MessagePort) {
  const posted: unknown[] = []
  const postMessage = (message: unknown) => {
    posted.push(message)
    port.postMessage(message)
  }
  const sizeOf = (message: unknown) => (typeof message === 'string' ? message.length : 0)
  return {
    posted,
    size: () => posted.reduce<number>((sum, message) => sum + sizeOf(message), 0),
    port: { addEventListener: port.addEventListener.bind(port), start: () => port.start(), postMessage },
  }
}

test('a stream over a port that is not read stands still after some batches, and ends when it is read', async () => {
  const { engine, runId } = await wordyRun(LINES, LINE)
  const { port1, port2 } = new MessageChannel()
  const { posted, size, port } = noted(port1)
  engine.connect(port)
  port2.postMessage(JSON.stringify({ i: 'unread', p: { u: '/runs/watchLog', b: { json: { runId } } } }))
  await expect.poll(size).toBeGreaterThan(MAX_UNTAKEN)
  const stoodAt = posted.length
  for (let turns = 0; turns < 50; turns += 1) await soon()
  expect(posted.length).toBe(stoodAt)
  expect(size()).toBeLessThan(LINES * LINE.length)

  const { client, close } = connectMessagePort(port2)
  expect(await client.engine.info()).toMatchObject({ mode: 'embedded' })
  await expect.poll(() => posted.some((message) => typeof message === 'string' && message.includes('"e":"done"'))).toBe(true)
  expect(size()).toBeGreaterThan(LINES * LINE.length)
  close()
})

test('a long replay gives everybody else a turn after each page', async () => {
  const { engine, runId } = await wordyRun(3_000, 'short')
  let turns = 0
  let counting = true
  const count = () => {
    turns += 1
    if (counting) setImmediate(count)
  }
  count()
  const at: number[] = []
  for await (const _page of await engine.client.runs.watchLog({ runId })) at.push(turns)
  counting = false
  expect(at.length).toBeGreaterThanOrEqual(6)
  expect(new Set(at).size).toBe(at.length)
})
