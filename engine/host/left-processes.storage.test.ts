import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { openAskedEngine } from '../testing/torture/asked-engine'
import { processesIn } from '../testing/torture/processes-in'

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/torture/serve-program.ts')
}, 60_000)

/** Ignores the polite signal, and has a child in a session of its own. */
const STUBBORN = "trap '' TERM; setsid sleep 300 & sleep 300"
const GIVING_UP = JSON.stringify({ name: 'giving_up', steps: [{ id: 'run', uses: 'shell', on_lost: 'fail', with: { command: ['sh', '-c', STUBBORN] } }] })

test('what a command left running when its engine was killed ends with the next start, also where the step is not tried again', async () => {
  const folder = tempFolder()
  const first = await openAskedEngine([program.path], folder, {}, [GIVING_UP])
  const runId = await first.start('giving_up')
  await eventually(() => processesIn(folder).length >= 3)
  await first.process.kill()
  expect(processesIn(folder).length).toBeGreaterThanOrEqual(3)

  const second = await openAskedEngine([program.path], folder, {}, [])
  onTestFinished(() => second.process.kill())
  await eventually(() => processesIn(folder).length === 0)
  expect((await second.ended(runId)).error?.code).toBe('worker_lost')
}, 60_000)

test('commands of an engine at another folder are left alone', async () => {
  const folders = [tempFolder(), tempFolder()] as const
  const other = await openAskedEngine([program.path], folders[0], {}, [GIVING_UP])
  onTestFinished(() => other.stop())
  await other.start('giving_up')
  await eventually(() => processesIn(folders[0]).length >= 3)
  const killed = await openAskedEngine([program.path], folders[1], {}, [])
  await killed.process.kill()
  const next = await openAskedEngine([program.path], folders[1], {}, [])
  onTestFinished(() => next.process.kill())
  expect(processesIn(folders[0]).length).toBeGreaterThanOrEqual(3)
}, 60_000)
