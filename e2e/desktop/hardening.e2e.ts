import { expect, test } from '@playwright/test'
import { complaintsOf } from '../support/complaints'
import { launchApp, removeDataFolder, type RunningApp, temporaryDataFolder } from '../support/launch-app'
import { expectLive } from '../support/link-words'

// They try what is refused, and leave the app as it was: one start is enough for all.
let desktop: RunningApp

test.beforeAll(async () => void (desktop = await launchApp(temporaryDataFolder())))
test.afterAll(async () => {
  await desktop.close()
  await removeDataFolder(desktop.dataFolder)
})

test('the page itself breaks none of the rules it lives under', async () => {
  const complaints = complaintsOf(desktop.page)
  await expectLive(desktop.page)
  await desktop.page.reload()
  await expectLive(desktop.page)
  for (const name of [/^Runs/, /^Pipelines/]) await desktop.page.getByRole('link', { name }).first().click()
  await desktop.page.getByRole('button', { name: 'New pipeline' }).first().click()
  await desktop.page.getByRole('main').getByRole('listitem').getByRole('button').first().click()
  await expect(desktop.page.getByRole('textbox').first()).toBeVisible()
  expect(complaints).toEqual([])
})

test('the page has no Node', async () => {
  const found = await desktop.page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis))
  expect(found).toEqual([])
})

for (const address of ['https://example.com/', 'app://elsewhere/']) {
  test(`the page cannot be led to ${address}`, async () => {
    const document = await desktop.page.evaluateHandle(() => window.document)
    const attempts = await desktop.app.evaluateHandle(({ BrowserWindow }) => {
      const seen: { address: string; refused: boolean }[] = []
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => seen.push({ address: event.url, refused: event.defaultPrevented }))
      return seen
    })
    await desktop.page.evaluate((target) => location.assign(target), address)
    await expect.poll(() => attempts.jsonValue()).toEqual([{ address, refused: true }])
    expect(await desktop.page.evaluate((before) => before === window.document, document)).toBe(true)
  })
}

test('the page cannot open windows', async () => {
  expect(await desktop.page.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
  expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('inline scripts do not run', async () => {
  const outcome = await desktop.page.evaluate(async () => {
    const violation = new Promise<string>((resolve) =>
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }),
    )
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.body.append(script)
    return { directive: await violation, title: document.title }
  })
  expect(outcome.directive).toBe('script-src-elem')
  expect(outcome.title).toMatch(/Signalbox/)
})

test('the page reaches no network, not even its own files', async () => {
  const reached = await desktop.page.evaluate(() =>
    Promise.all(
      ['https://example.com/', 'http://127.0.0.1:1/', 'app://signalbox/index.html'].map((address) =>
        fetch(address).then(
          () => address,
          () => null,
        ),
      ),
    ),
  )
  expect(reached).toEqual([null, null, null])
})

test('the page is granted no permission but writing to the clipboard', async () => {
  const states = await desktop.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'clipboard-write']
    const granted = await Promise.all(
      names.map(async (name) => ((await navigator.permissions.query({ name: name as PermissionName })).state === 'granted' ? name : null)),
    )
    return granted.filter((name) => name !== null)
  })
  expect(states).toEqual(['clipboard-write'])
})

test('nothing beside the page is served', async () => {
  const statuses = await desktop.app.evaluate(async ({ session }) => {
    const addresses = [
      'app://signalbox/index.html',
      'app://signalbox/..%2f..%2fpackage.json',
      'app://signalbox/%2e%2e/main/index.cjs',
      'app://elsewhere/index.html',
      'app://signalbox/',
    ]
    return Promise.all(addresses.map(async (address) => (await session.defaultSession.fetch(address)).status))
  })
  expect(statuses).toEqual([200, 404, 404, 404, 200])
})
