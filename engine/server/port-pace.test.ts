import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { weightOf } from '../contract/port-pace'
import { MAX_UNTAKEN, PortPace } from './port-pace'

const MESSAGE = 'x'.repeat(100_000)
const MESSAGES = 500

const soon = () => new Promise((resolve) => setImmediate(resolve))

/** Two ends of a port: one that is written to at its pace, and one that is not read yet. */
function pacedChannel() {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const pace = new PortPace()
  port1.on('message', (message: unknown) => pace.hear(message))
  port1.on('close', () => pace.end())
  return { pace, port2, post: (message: unknown) => (port1.postMessage(message), pace.sent(message)) }
}

test('a stream to whoever does not read stands still instead of growing, and goes on when they read', async () => {
  const { port2, post } = pacedChannel()
  let sent = 0
  const streaming = (async () => {
    for (; sent < MESSAGES; sent += 1) await post(MESSAGE)
  })()
  await soon()
  expect(sent * MESSAGE.length).toBeLessThanOrEqual(MAX_UNTAKEN)
  const stoodAt = sent
  await soon()
  expect(sent).toBe(stoodAt)

  let read = 0
  port2.on('message', (message: unknown) => {
    read += 1
    port2.postMessage({ taken: weightOf(message) })
  })
  await streaming
  await expect.poll(() => read).toBe(MESSAGES)
})

test('a port that is closed keeps nobody waiting', async () => {
  const { port2, post } = pacedChannel()
  const waiting = post('x'.repeat(MAX_UNTAKEN))
  port2.close()
  await waiting
  await post('x'.repeat(MAX_UNTAKEN))
})

test('what a reader tells that makes no sense lets nothing pass', async () => {
  const { pace, post } = pacedChannel()
  let passed = false
  const waiting = post('x'.repeat(MAX_UNTAKEN)).then(() => (passed = true))
  for (const told of [
    null,
    7,
    2 ** 40,
    {},
    { taken: '9' },
    { taken: -1 },
    { taken: 0 },
    { taken: 2 ** 60 },
    { taken: 1, more: 2 ** 40 },
    new Map([['taken', 1]]),
  ])
    pace.hear(told)
  await soon()
  expect(passed).toBe(false)
  pace.end()
  await waiting
})
