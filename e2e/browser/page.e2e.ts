import type { Page } from '@playwright/test'
import { expect, oneServer, test } from '../support/browser-test'
import { complaintsOf } from '../support/complaints'
import { expectLive } from '../support/link-words'

// Each leaves the server as it was: one is enough for all.
const served = oneServer()
let page: Page

test.beforeEach(async () => void (page = await served().openPage()))
test.afterEach(() => page.context().close())

test('the address that the server prints opens a live page, and the token goes out of sight', async () => {
  await expectLive(page)
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/[a-z]*$/)
  expect(await page.evaluate(() => [document.cookie, localStorage.length, 'desktop' in window])).toEqual(['', 0, false])
  await page.reload()
  await expectLive(page)
})

test('the page itself breaks none of the rules it lives under', async () => {
  const complaints = complaintsOf(page)
  await page.reload()
  await expectLive(page)
  for (const name of [/^Runs/, /^Pipelines/]) await page.getByRole('link', { name }).first().click()
  await page.getByRole('button', { name: 'New pipeline' }).first().click()
  await page.getByRole('main').getByRole('listitem').getByRole('button').first().click()
  await expect(page.getByRole('textbox').first()).toBeVisible()
  expect(complaints).toEqual([])
})

test('what is not of the server does nothing in the page', async () => {
  await expectLive(page)
  const heard = await page.evaluateHandle(() => {
    const directives: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective))
    return directives
  })
  await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    const frame = document.createElement('iframe')
    frame.src = 'http://127.0.0.1:1/'
    const image = document.createElement('img')
    image.src = 'http://127.0.0.1:1/x.png'
    document.body.append(script, frame, image)
    document.body.setAttribute('style', 'display: none')
    await fetch('http://127.0.0.1:1/').catch(() => undefined)
  })
  // Some of them twice: by the server's policy and by the page's own copy of it.
  const directives = async () => [...new Set(await heard.jsonValue())].toSorted()
  await expect.poll(directives).toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-attr'])
  await expect(page).toHaveTitle(/Signalbox/)
})

test('a page without the token says so, and the address brings it back, also in the same tab', async () => {
  await expectLive(page)
  const asked: string[] = []
  const other = await page.context().newPage()
  other.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await other.goto(served().server().address)
  await expect(other.getByText('The server does not know this page.')).toBeVisible()
  await expect(other.getByText('Open the address that the server printed').first()).toBeVisible()
  await expect(other.getByText('Engine not open to this page')).toBeVisible()
  expect(asked).not.toContain('/ticket')
  await other.goto(served().server().link)
  await expectLive(other)
})

test('a wrong token is said to be wrong and is not brought again and again', async () => {
  await page.evaluate(() => sessionStorage.setItem('signalbox.token', 'wrong'))
  let tickets = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/ticket')) tickets += 1
  })
  await page.reload()
  await expect(page.getByText('The server does not know this page.')).toBeVisible()
  expect(tickets).toBe(1)
  // Only who is at the page tries again.
  await page.getByRole('button', { name: 'Try again' }).first().click()
  await expect.poll(() => tickets).toBe(2)
  await expect(page.getByText('The server does not know this page.')).toBeVisible()
})
