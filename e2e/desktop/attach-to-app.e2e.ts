import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mergeTests } from '@playwright/test'
import { expect, test as cliTest } from '../support/cli-test'
import { test as desktopTest } from '../support/desktop-test'
import { waitUntilLive } from '../support/engine-states'
import { GATED } from '../cli/pipeline-files'

// The command line works on the folder of the app.
const test = mergeTests(desktopTest, cliTest)

test('a command shares the engine of the app, and goes on when that is killed and comes back', async ({ launch, start, cli, file, folder, dataFolder }) => {
  const desktop = await launch(dataFolder)
  await waitUntilLive(desktop.page)
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
  expect((await cli('runs')).stdout).toContain('● succeeded')
})

test('a command whose app is closed says so and ends; its run goes on with the next engine', async ({ launch, start, cli, file, folder, dataFolder }) => {
  const desktop = await launch(dataFolder)
  await waitUntilLive(desktop.page)
  const gate = join(folder, 'gate')
  const run = start('run', file('gated.yaml', GATED), '--input', `gate=${gate}`)
  await run.says('gate running')
  await desktop.close()
  const { code, stderr } = await run.ended
  expect(stderr).toMatch(
    /The engine went away; looking for it …\nsignalbox: The engine of .* has not come back within 15 seconds\..* \[engine_unavailable\]\n$/,
  )
  expect(code).toBe(3)
  writeFileSync(gate, '')
  expect((await cli('runs')).stdout).toMatch(/SBX-1 {2}gated v1 {2}[○◔◑] /)
})
