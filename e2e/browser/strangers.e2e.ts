import { createServer, type Server } from 'node:http'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/browser-test'
import { launchBrowser } from '../support/chromium'
import { removeDataFolder, temporaryDataFolder } from '../support/launch-app'
import { expectLive } from '../support/link-words'
import type { ServedPage } from '../support/served-page'

/** Pages of another origin in the same browser, which know the address, and even the token. */

let evil: Server
let address: string
// They try what is refused, and leave the server as it was: one start is enough for all.
let served: ServedPage

test.beforeAll(async ({ pages }) => {
  served = await pages.open(temporaryDataFolder())
  evil = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<title>elsewhere</title>'))
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  const bound = evil.address()
  address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`
})
test.afterAll(async () => {
  await new Promise((resolve) => evil.close(resolve))
  await served.close()
  await removeDataFolder(served.dataFolder)
})

/** Same site (another port of this address) and another site (another name of it): browsers tell the two apart. */
for (const name of ['127.0.0.1', 'localhost']) {
  const stranger = async (page: Page) => {
    const other = await page.context().newPage()
    await other.goto(`http://${address.replace('127.0.0.1', name)}/`)
    return other
  }

  test(`a page of ${name} on another port reads nothing, by any kind of request`, async () => {
    const { page, server } = served
    const other = await stranger(page)
    const { address: target, token } = server()
    const read = await other.evaluate(
      async ({ base, bearer }) => {
        const authorization = `Bearer ${bearer}`
        const tries: Record<string, RequestInit> = {
          plain: {},
          'without cors': { mode: 'no-cors' },
          'with the token': { headers: { authorization } },
          'a ticket': { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{}' },
          'a ticket as text': { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'text/plain' }, body: '{}' },
        }
        const found: string[] = []
        for (const path of ['/', '/health', '/ready', '/ticket', '/rpc']) {
          for (const [how, init] of Object.entries(tries)) {
            const body = await fetch(base + path, init).then(
              (response) => response.text(),
              () => '',
            )
            if (body !== '') found.push(`${how} ${path}: ${body}`)
          }
        }
        return found
      },
      { base: target, bearer: token },
    )
    expect(read).toEqual([])
  })

  test(`a page of ${name} on another port gets no connection`, async () => {
    const { page, server } = served
    const other = await stranger(page)
    const opened = await other.evaluate(
      async ({ target, token }) => {
        const open = (url: string, protocols: string[]) =>
          new Promise<boolean>((resolve) => {
            const socket = new WebSocket(url, protocols)
            socket.onopen = () => resolve(true)
            socket.onerror = () => resolve(false)
          })
        const url = `${target.replace('http', 'ws')}/rpc`
        return [await open(url, ['signalbox']), await open(url, ['signalbox', `ticket.${token}`]), await open(`${url}?token=${token}`, []), await open(url, [])]
      },
      { target: server().address, token: server().token },
    )
    expect(opened).toEqual([false, false, false, false])
  })

  test(`a page of ${name} on another port cannot put the page into a frame, or post a form to it`, async () => {
    const { page, server } = served
    const other = await stranger(page)
    const { address: target } = server()
    const answers: [string, number][] = []
    other.on('response', (response) => {
      if (response.url().startsWith(target)) answers.push([response.request().method(), response.status()])
    })
    await other.evaluate((base) => {
      const frame = document.createElement('iframe')
      frame.src = `${base}/`
      document.body.append(frame)
    }, target)
    await expect.poll(() => answers).toEqual([['GET', 403]])

    await other.evaluate((base) => {
      const form = document.createElement('form')
      form.method = 'post'
      form.enctype = 'text/plain'
      form.action = `${base}/ticket`
      document.body.append(form)
      form.submit()
    }, target)
    await expect.poll(() => answers.at(-1)).toEqual(['POST', 403])
  })

  test(`a page of ${name} on another port that leads to the page holds no thread to it`, async () => {
    const { page, server } = served
    await expectLive(page)
    const other = await stranger(page)
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      other.evaluate((base) => {
        Object.assign(window, { opened: window.open(`${base}/`) })
      }, server().address),
    ])
    // The page opens, as for anyone who follows a link, and has no token; its opener cannot reach into it.
    await expect(opened.getByText('The server does not know this page.')).toBeVisible()
    expect(await opened.evaluate(() => window.opener === null)).toBe(true)
    await expect.poll(() => other.evaluate(() => (window as unknown as { opened: Window }).opened.closed)).toBe(true)
  })
}

test('a name that was bound to this address by somebody else gets nothing', async () => {
  const { server } = served
  const rebound = await launchBrowser('--host-resolver-rules=MAP evil.test 127.0.0.1')
  try {
    const page = await rebound.newPage()
    const { port } = new URL(server().address)
    const answer = await page.goto(`http://evil.test:${port}/`)
    expect(answer?.status()).toBe(403)
    // From its own origin, as it thinks, it may ask what it likes.
    const statuses = await page.evaluate(
      (authorization) =>
        Promise.all(
          ['/', '/health', '/ready', '/ticket'].map((path) =>
            fetch(path, { method: path === '/ticket' ? 'POST' : 'GET', headers: { authorization } }).then(({ status }) => status),
          ),
        ),
      `Bearer ${server().token}`,
    )
    expect(statuses).toEqual([403, 403, 403, 403])
  } finally {
    await rebound.close()
  }
})
