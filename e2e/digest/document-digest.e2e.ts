import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { expect, test } from '../support/desktop-test'
import type { RunningApp } from '../support/launch-app'
import { checkDigest } from './check-digest'

/** The sample that the app starts with, from one click to its report; and the same from the command line. */

async function startDigest({ page }: RunningApp): Promise<void> {
  await page.getByRole('button', { name: 'Run document-digest' }).click()
  await expect(page.getByRole('heading', { name: /Run SBX-\d/ })).toBeVisible()
}

const runFolder = (page: RunningApp['page'], dataFolder: string) => join(dataFolder, 'runs', /#\/runs\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? 'no run in the address')

async function expectSucceeded({ page }: RunningApp): Promise<void> {
  await expect(page.getByText(/^Succeeded/).first()).toBeVisible({ timeout: 45_000 })
}

test('document-digest runs in the window, and its report is right', async ({ desktop, dataFolder }) => {
  await startDigest(desktop)
  await expectSucceeded(desktop)
  const folder = runFolder(desktop.page, dataFolder)
  checkDigest(join(folder, 'index.json'), join(folder, 'report.md'))

  await desktop.page.getByRole('tab', { name: 'Files' }).click()
  await desktop.page.getByText('report.md').first().click()
  await expect(desktop.page.getByRole('heading', { name: 'Document digest' })).toBeVisible()
})

test('an engine that is killed in the middle of a run finishes it, and the window shows it to its end', async ({ desktop, dataFolder }) => {
  await startDigest(desktop)
  process.kill(await desktop.enginePid(), 'SIGKILL')
  await expectSucceeded(desktop)
  const folder = runFolder(desktop.page, dataFolder)
  checkDigest(join(folder, 'index.json'), join(folder, 'report.md'))
})

test('document-digest runs from the command line, and its report is right', async ({ dataFolder }) => {
  const file = 'resources/examples/document-digest/pipeline.yaml'
  const { stdout } = await promisify(execFile)(process.execPath, ['out/main/cli.cjs', 'run', file, '--data', dataFolder])
  const output = (name: string) => z.string().parse(new RegExp(`^${name} +(\\S+)$`, 'm').exec(stdout)?.[1])
  checkDigest(output('index'), output('report'))
})
