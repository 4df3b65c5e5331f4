import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MAX_BUFFERED, paced } from './paced-socket'

const MESSAGE = 'x'.repeat(100_000)
/** Half a second of a fast stream. */
const MESSAGES = 2000

test('a stream to whoever does not read stands still instead of growing, and goes on when they read', async () => {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    http.close()
  })
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  const address = http.address()
  const reader = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  let read = 0
  reader.on('message', () => (read += 1))
  await new Promise((resolve) => reader.once('open', resolve))
  const socket = await accepted
  reader.pause()

  let sent = 0
  const { send } = paced(socket)
  const streaming = (async () => {
    // It gives a promise, though its type does not say so.
    for (; sent < MESSAGES; sent += 1) await Promise.resolve(send(MESSAGE))
  })()
  // What the system itself holds back is taken at once; then nothing more is.
  await expect.poll(() => socket.bufferedAmount).toBeGreaterThan(MAX_BUFFERED)
  expect(sent).toBeLessThan(MESSAGES)
  expect(socket.bufferedAmount).toBeLessThan(MAX_BUFFERED + 2 * MESSAGE.length)

  reader.resume()
  await streaming
  await expect.poll(() => read).toBe(MESSAGES)
})
