import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../support/screens-test'

test('the data folder is checked and backed up from the settings, while the engine works', async ({ screens: { page } }) => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-backup-'))
  const to = join(folder, 'first')
  try {
    await page.evaluate(() => (location.hash = '/settings/storage'))
    await expect(page.getByText('Never checked.')).toBeVisible()
    await page.getByRole('button', { name: 'Check now' }).click()
    await expect(page.getByText(/Sound when it was checked/)).toBeVisible()
    await page.getByRole('textbox').fill(to)
    await page.getByRole('button', { name: 'Back up now' }).click()
    await expect(page.getByText(/Last backup .*of data/)).toBeVisible()
    await expect(page.getByText(to)).toBeVisible()
    expect(['signalbox.db', 'backup.json', 'vault.key'].map((name) => existsSync(join(to, name)))).toEqual([true, true, false])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
