import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { GATED } from '../cli/pipeline-files'
import { type Commands, commandsIn } from '../support/cli-test'
import { waitUntilLive } from '../support/engine-states'
import { launchApp, removeDataFolder, type RunningApp, temporaryDataFolder } from '../support/launch-app'

// The command line works on the folder of the app, which each but the last leaves running: one start is enough for all.
let desktop: RunningApp
let commands: Commands
let folder: string

test.beforeAll(async () => {
  folder = temporaryDataFolder('signalbox-cli-')
  const dataFolder = join(folder, 'data')
  desktop = await launchApp(dataFolder)
  commands = commandsIn(folder, dataFolder)
})
test.beforeEach(() => waitUntilLive(desktop.page))
test.afterEach(async ({}, info) => {
  if (info.status !== info.expectedStatus) await info.attach('main process', { body: desktop.output(), contentType: 'text/plain' })
})
test.afterAll(async () => {
  await commands.end()
  await desktop.close()
  await removeDataFolder(folder)
})

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

test("a run started on the command line is done by the app's engine and shown in its window", async () => {
  const { stdout } = await commands.cli('run', commands.file('greeting.yaml', PIPELINE))
  expect(stdout).toMatch(/SBX-\d succeeded/)

  await desktop.page.getByRole('link', { name: /^Runs/ }).first().click()
  await expect(desktop.page.getByRole('row', { name: /greeting/ })).toContainText(/succeeded/i)
})

test('a command shares the engine of the app, and goes on when that is killed and comes back', async () => {
  const { start, cli, file } = commands
  const gate = join(folder, 'gate')
  const run = start('run', file('gated.yaml', GATED), '--input', `gate=${gate}`)
  await run.says('gate running')
  process.kill(await desktop.enginePid(), 'SIGKILL')
  await run.says('The engine is back.')
  await run.says('gate running, attempt 2')
  writeFileSync(gate, '')
  const { code, stdout } = await run.ended
  expect(stdout.match(/gated started/g)).toHaveLength(1)
  expect(stdout).toMatch(/done {2}all of it\n$/)
  expect(code).toBe(0)
  expect((await cli('runs', '--pipeline', 'gated')).stdout).toContain('● succeeded')
})

test('a command whose app is closed says so and ends; its run goes on with the next engine', async () => {
  const { start, cli, file } = commands
  const gate = join(folder, 'second-gate')
  const run = start('run', file('gated.yaml', GATED), '--input', `gate=${gate}`)
  await run.says('gate running')
  const name = /(SBX-\d) gated started/.exec(run.output())?.[1] ?? ''
  await desktop.close()
  const { code, stderr } = await run.ended
  expect(stderr).toMatch(
    /The engine went away; looking for it …\nsignalbox: The engine of .* has not come back within 15 seconds\..* \[engine_unavailable\]\n$/,
  )
  expect(code).toBe(3)
  writeFileSync(gate, '')
  expect((await cli('runs')).stdout).toMatch(new RegExp(`^${name} {2}gated v1 +[○◔◑] `, 'm'))
})
