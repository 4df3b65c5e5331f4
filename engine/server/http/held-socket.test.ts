import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { held } from './held-socket'

/** Far more than the system itself holds back. */
const ASKED = 2000
const QUESTION = 'x'.repeat(10_000)
const ANSWER = 'x'.repeat(50_000)
const PATIENCE = { timeout: 10_000 }

async function pair() {
  const http = createServer()
  const server = new WebSocketServer({ server: http })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    http.close()
  })
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  const address = http.address()
  const client = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  await new Promise((resolve) => client.once('open', resolve))
  return { client, socket: await accepted }
}

test('while many calls are under way no more are read, and all of them once those have ended', async () => {
  const { client, socket } = await pair()
  let taken = 0
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const call: () => unknown = async () => {
    taken += 1
    await ended
  }
  held(socket, 10).addEventListener('message', call)
  for (let asked = 0; asked < ASKED; asked += 1) client.send(QUESTION)
  await expect.poll(() => socket.isPaused, PATIENCE).toBe(true)
  await expect.poll(() => client.bufferedAmount, PATIENCE).toBeGreaterThan(0)
  expect(taken).toBeLessThan(100)
  end()
  await expect.poll(() => taken, PATIENCE).toBe(ASKED)
})

test('nothing more is read from whoever does not read the answers, until they do', async () => {
  const { client, socket } = await pair()
  let taken = 0
  const { addEventListener, send } = held(socket, ASKED)
  const call: () => unknown = async () => {
    taken += 1
    await Promise.resolve(send(ANSWER))
  }
  addEventListener('message', call)
  client.pause()
  for (let asked = 0; asked < ASKED; asked += 1) client.send(QUESTION)
  await expect.poll(() => socket.isPaused, PATIENCE).toBe(true)
  expect(taken).toBeLessThan(ASKED / 4)
  client.resume()
  await expect.poll(() => taken, PATIENCE).toBe(ASKED)
})

test('whoever sends what is no message is let go, and told why', async () => {
  const { client, socket } = await pair()
  held(socket, 10).addEventListener('message', (): unknown => Promise.reject(new SyntaxError('not JSON')))
  const closed = new Promise<string>((resolve) => client.once('close', (code, reason) => resolve(`${code} ${String(reason)}`)))
  client.send('{{{{')
  expect(await closed).toBe('1007 This is no message of the contract.')
})
