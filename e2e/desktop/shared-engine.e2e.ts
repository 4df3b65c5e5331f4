import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '../support/desktop-test'
import { waitUntilLive } from '../support/engine-states'

const PIPELINE = `name: greeting
steps:
  - id: greet
    uses: shell
    with:
      command: [echo, hello]
  - id: count
    uses: script
    needs: [greet]
    with:
      code: return input.length
      input: \${{ steps.greet.output.stdout }}
`

test("a run started on the command line is done by the app's engine and shown in its window", async ({ desktop, dataFolder }) => {
  await waitUntilLive(desktop.page)
  const file = join(dataFolder, 'greeting.yaml')
  await writeFile(file, PIPELINE)

  const { stdout } = await promisify(execFile)(process.execPath, [resolve('out/main/cli.cjs'), 'run', file, '--data', dataFolder])
  expect(stdout).toMatch(/SBX-1 succeeded/)

  await desktop.page.getByRole('link', { name: /^Runs/ }).first().click()
  await expect(desktop.page.getByRole('row', { name: /greeting/ })).toContainText(/succeeded/i)
})
