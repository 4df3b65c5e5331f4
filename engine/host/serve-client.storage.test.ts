import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { connectWebSocket } from '../client/websocket'
import { tempFolder } from '../testing/temp-folder'
import { startServer } from '../testing/test-server'

/** The page's own way to a server, by a ticket. */

async function started() {
  const running = await startServer(tempFolder())
  onTestFinished(() => running.server.stop(0))
  return running.server
}

test('connects, and hears when the server goes', async () => {
  const server = await started()
  const { client, closed } = await connectWebSocket(server.address, server.token)
  expect(await client.engine.info()).toMatchObject({ mode: 'embedded' })
  await server.stop(0)
  await closed
  await expect(connectWebSocket(server.address, server.token)).rejects.toMatchObject({
    code: 'connection_failed',
    message: expect.stringMatching(/^Nothing answers at 127\.0\.0\.1:\d+\.$/),
  })
})

test('says that the token is not the one', async () => {
  const server = await started()
  for (const token of ['wrong', '']) await expect(connectWebSocket(server.address, token)).rejects.toMatchObject({ code: 'unauthorized' })
})

test.each([
  [404, '<h1>Not found</h1>', /is not Signalbox \(HTTP 404\)/],
  [200, 'welcome', /is not Signalbox/],
  [503, '', /refuses for the moment \(HTTP 503\)/],
])('does not take a stranger that answers %i for a server of ours', async (status, body, words) => {
  const stranger = createServer((_request, response) => response.writeHead(status).end(body))
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void stranger.close())
  const address = stranger.address()
  const port = typeof address === 'object' ? address?.port : 0
  await expect(connectWebSocket(`http://127.0.0.1:${port}`, 'token')).rejects.toMatchObject({ code: 'http_unavailable', message: expect.stringMatching(words) })
})
