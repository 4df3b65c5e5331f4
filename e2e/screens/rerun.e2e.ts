import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { clientOf } from '../support/engine-client'
import { expect, test } from '../support/screens-test'

/** A run that fails is mended and done again, from the place where it failed. */

/** Each step leaves a line in a ledger beside the pipeline, so that a test can count what was really done. */
const pipeline = (folder: string, build: string) => `name: mended
defaults: { retry: { attempts: 1 } }
steps:
  - { id: fetch, uses: file, with: { action: write, path: "${join(folder, 'ledger.txt')}", mode: append, text: "fetch\\n" } }
  - { id: build, uses: ${build === '' ? 'script, needs: [fetch], with: { code: "throw new Error(\'no\')" }' : build} }
  - { id: report, uses: file, needs: [build], with: { action: write, path: "${join(folder, 'ledger.txt')}", mode: append, text: "report\\n" } }
`
const MENDED = 'script, needs: [fetch], with: { code: "return 1" }'

const ledgerOf = (folder: string): string => (existsSync(join(folder, 'ledger.txt')) ? readFileSync(join(folder, 'ledger.txt'), 'utf8') : '')

const row = (page: Page, step: string) => page.getByRole('dialog').getByRole('row').filter({ has: page.getByRole('rowheader', { name: step, exact: true }) })

async function failedRun(dataFolder: string) {
  const { client, close } = await clientOf(dataFolder)
  const folder = join(dataFolder, 'pipelines', 'mended')
  await client.pipelines.save({ text: pipeline(folder, '') })
  writeFileSync(join(folder, 'ledger.txt'), '')
  const { runId, externalId } = await client.runs.start({ pipeline: 'mended' })
  await expect.poll(async () => (await client.runs.get({ run: runId })).status).toBe('failed')
  return { client, close, folder, externalId }
}

// The dead letter first: the other leaves one.
test.use({ oneForAll: true })

test('a dead letter is replayed once its cause is gone, and goes from the list', async ({ screens }) => {
  const { page, dataFolder } = screens
  const { client, close } = await clientOf(dataFolder)
  const folder = join(dataFolder, 'pipelines', 'reads')
  await client.pipelines.save({ text: `name: reads\ndefaults: { retry: { attempts: 1 } }\nsteps:\n  - { id: read, uses: file, with: { action: read, path: "note.txt" } }` })
  rmSync(join(folder, 'note.txt'), { force: true })
  const { runId } = await client.runs.start({ pipeline: 'reads' })
  await expect.poll(async () => (await client.runs.get({ run: runId })).status).toBe('failed')

  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: /^Dead letters/ }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'reads' }).first()).toBeVisible()
  writeFileSync(join(folder, 'note.txt'), 'there now')
  await page.getByRole('button', { name: /^Replay the letter of reads/ }).click()
  await expect(page.getByText('No dead letters')).toBeVisible()
  const [retried] = (await client.runs.list({})).items
  await expect.poll(async () => (await client.runs.get({ run: retried?.id ?? '' })).status).toBe('succeeded')
  await page.getByRole('radio', { name: 'Replayed' }).click()
  await page.getByRole('button', { name: /reads/, expanded: false }).first().click()
  await expect(page.getByRole('link', { name: retried?.externalId ?? '' })).toBeVisible()
  await close()
})

test('a definition is mended in the preview and run from the step that failed: what the preview says is reused is not done again', async ({ screens }) => {
  const { page, dataFolder } = screens
  const { close, folder, externalId } = await failedRun(dataFolder)
  await page.evaluate((run) => (location.hash = `/runs/${run}`), externalId)
  await page.getByRole('button', { name: /^Step build/ }).click()
  await page.getByRole('button', { name: 'Rerun from here' }).click()

  await expect(row(page, 'fetch')).toContainText('reused')
  await expect(row(page, 'build')).toContainText('chosen')
  await expect(row(page, 'report')).toContainText('comes after build')
  await page.getByRole('tab', { name: 'Definition' }).click()
  await page.getByRole('textbox', { name: /^Definition of/ }).click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(pipeline(folder, MENDED))
  await page.getByRole('tab', { name: 'What happens' }).click()
  await expect(page.getByRole('dialog').getByText('2 steps run, 1 is reused')).toBeVisible()
  await page.getByRole('button', { name: 'Save version 2 and start' }).click()

  await expect(page.getByText(`Rerun of ${externalId}`).first()).toBeVisible()
  await expect(page.getByText(/^Succeeded/).first()).toBeVisible()
  expect(ledgerOf(folder)).toBe('fetch\nreport\n')
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('dialog').getByRole('row', { name: /^fetch/ })).toContainText('taken over')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await close()
})
