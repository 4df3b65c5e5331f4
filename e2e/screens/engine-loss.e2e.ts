import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { expectLive, recordLink } from '../support/link-words'
import { expect, runFolder, test } from '../support/screens-test'
import { readShownLog, shownLines } from '../support/shown-log'
import { runPipeline, writePipeline } from '../support/write-pipeline'

/** Says one number after another until the file `enough` is in the run's folder. */
const COUNTING = `name: counting
steps:
  - id: count
    uses: shell
    with:
      command: [sh, -c, 'i=0; until test -e "$SIGNALBOX_RUN_FOLDER/enough"; do i=$((i + 1)); echo "number $i"; sleep 0.05; done']
`

const logLine = z.object({ seq: z.int(), text: z.string(), attempt: z.int() })

/** What is written down, by way of the command line. */
async function writtenLog(dataFolder: string) {
  const { stdout } = await promisify(execFile)(process.execPath, ['out/main/cli.cjs', 'logs', 'SBX-1', '--json', '--data', dataFolder])
  return stdout
    .trim()
    .split('\n')
    .map((line) => logLine.parse(JSON.parse(line)))
}

test('an engine that is killed in the middle of a run: the page says so, and its log has every line once', async ({ screens }) => {
  const { page } = screens
  await expectLive(page)
  await writePipeline(page, COUNTING)
  await runPipeline(page)
  await expect.poll(() => shownLines(page)).toBeGreaterThan(20)
  const states = await recordLink(page)

  await screens.crashEngine()
  await expect(page.getByText(screens.lostWords).first()).toBeVisible()
  expect((await states()).slice(0, 2)).toEqual(['live', 'reconnecting'])
  await screens.startEngineAgain()
  await expectLive(page)
  const before = await shownLines(page)
  await expect.poll(() => shownLines(page)).toBeGreaterThan(before + 20)
  writeFileSync(join(runFolder(screens), 'enough'), '')
  await expect(page.getByText(/^Succeeded/).first()).toBeVisible({ timeout: 45_000 })

  const written = await writtenLog(screens.dataFolder)
  expect(written.map(({ seq }) => seq)).toEqual(Array.from({ length: written.length }, (_, index) => index + 1))
  expect(new Set(written.map(({ attempt }) => attempt)).size, 'it was at work when it was killed').toBe(2)
  expect((await readShownLog(page)).map(({ seq, text }) => [seq, text.trim()])).toEqual(written.map(({ seq, text }) => [seq, text]))
  // Live again once, when it was; never in between.
  expect((await states()).filter((state) => state === 'live')).toHaveLength(2)
})
