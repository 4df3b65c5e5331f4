import type { Page } from '@playwright/test'
import { expect, oneServer, test } from '../support/browser-test'
import { attachedTo, expectLive, recordLink } from '../support/link-words'

/** Each way of losing the server, and what the page calls it. */

// The server of each but the last is there again in the end: one is enough for all.
const served = oneServer()
let page: Page

test.beforeEach(async () => void (page = await served().openPage()))
test.afterEach(() => page.context().close())

test('a server that refuses is told from one that is not there', async () => {
  await expectLive(page)
  const detail = 'Too many asked for a ticket lately.'
  await page.route('**/ticket', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', json: { code: 'too_many_requests', detail } }))
  await page.reload()
  await expect(page.getByText('The server takes no connection at the moment.').first()).toBeVisible()
  await expect(page.getByText(`${detail} [too_many_requests]`)).toBeVisible()
  await page.unroute('**/ticket')
  await expectLive(page)
})

test('a stranger at the same address is not taken for Signalbox', async () => {
  await expectLive(page)
  await page.route('**/ticket', (route) => route.fulfill({ status: 404, contentType: 'text/html', body: '<h1>Not found</h1>' }))
  await page.reload()
  await expect(page.getByText(/What answers at .* is not Signalbox \(HTTP 404\)\./)).toBeVisible()
})

for (const [spoken, cure] of [
  [9, 'The page is the older one: load it again.'],
  [0, 'The server is the older one: update it'],
] as const) {
  test(`a server that speaks protocol ${spoken}: both versions are named, with the side to mend, and nothing is tried again`, async () => {
    let connections = 0
    await page.routeWebSocket('**/rpc', (socket) => {
      connections += 1
      const server = socket.connectToServer()
      server.onMessage((message) => socket.send(typeof message === 'string' ? message.replace(/"protocol":\d+/, `"protocol":${spoken}`) : message))
    })
    await page.reload()
    await expect(page.getByText('This window and the engine are of different versions.')).toBeVisible()
    await expect(page.getByText(cure).first()).toBeVisible()
    await expect(attachedTo(page)).toContainText('of another version')
    // Only who is at the page tries again, and the same comes of it. A slow machine may have taken more than one connection until here.
    const before = connections
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await expect.poll(() => connections).toBe(before + 1)
    await expect(attachedTo(page)).toContainText('of another version')
    expect(connections).toBe(before + 1)
  })
}

test('a server that hangs is not called live for long, and is again when it answers', async () => {
  await expectLive(page)
  process.kill(served().server().pid, 'SIGSTOP')
  await expect(
    page
      .getByText('The connection was lost.')
      .or(page.getByText(/^Nothing answers at/))
      .first(),
  ).toBeVisible({ timeout: 20_000 })
  process.kill(served().server().pid, 'SIGCONT')
  await expectLive(page)
})

test('a server that is gone: nothing answers, when the next try is, and live again when it is back', async () => {
  await expectLive(page)
  const states = await recordLink(page)
  await served().server().kill()
  const host = new URL(served().server().address).host
  await expect(page.getByText(`Nothing answers at ${host}.`).first()).toBeVisible()
  await expect(page.getByText(/Next try in \d+ s\./)).toBeVisible()
  await expect(attachedTo(page)).toContainText('out of reach')
  await served().startAgain()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expectLive(page)
  expect(await states()).toEqual(['live', 'reconnecting', 'out of reach', 'live'])
})

test('a server that ends in good order: the page does not take it for a fault of the engine', async () => {
  await expectLive(page)
  const ended = await served().server().stop()
  expect(ended).toMatchObject({ code: 0 })
  await expect(page.getByText(/^Nothing answers at/).first()).toBeVisible()
  await expect(page.getByText('Start it again the way it was started')).toBeVisible()
})
