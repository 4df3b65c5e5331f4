import { createServer } from 'node:net'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { launchHeadlessShell } from '../support/chromium'
import { expect, startProgram, test } from '../support/cli-test'
import { expectLive } from '../support/link-words'

/** `npm start` where no window can open. */

const OPEN = /^Open (http:\/\/127\.0\.0\.1:(\d+)\/#token=\S+) in a browser; Ctrl\+C ends it\.$/m

const startWithoutDisplay = (folder: string, dataFolder: string) =>
  startProgram(process.execPath, [resolve('tools/start.mjs')], { cwd: folder, dataFolder, env: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined } })

test.skip(process.platform !== 'linux', 'elsewhere a window can always open')

test('serves the page, says where, and ends when it is asked to', async ({ folder, dataFolder }) => {
  const browser = await launchHeadlessShell()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const started = startWithoutDisplay(folder, dataFolder)
    await started.says('Ctrl+C ends it.')
    expect(started.output()).toContain('There is no display here, so Signalbox shows itself in a browser instead.')
    const page = await browser.newPage()
    await page.goto(OPEN.exec(started.output())?.[1] ?? '')
    await expectLive(page)
    await page
      .getByRole('link', { name: /^Pipelines/ })
      .first()
      .click()
    await expect(page.getByRole('button', { name: 'Run document-digest' })).toBeVisible()
    await page.close()
    started.process.kill(signal)
    expect(await started.ended).toMatchObject({ code: 0 })
  }
  await browser.close()
})

test('takes another port when the usual one is taken', async ({ folder, dataFolder }) => {
  const other = createServer().listen(4477, '127.0.0.1')
  // Whoever else has it does as well.
  await once(other, 'listening').catch(() => undefined)
  const started = startWithoutDisplay(folder, dataFolder)
  await started.says('Ctrl+C ends it.')
  expect(Number(OPEN.exec(started.output())?.[2])).not.toBe(4477)
  started.process.kill('SIGTERM')
  expect(await started.ended).toMatchObject({ code: 0 })
  other.close()
})
