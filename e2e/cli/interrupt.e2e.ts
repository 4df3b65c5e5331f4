import { spawnSync } from 'node:child_process'
import { expect, test, type RunningCli } from '../support/cli-test'
import { SLEEPER } from './pipeline-files'

/** What has ended but was not yet fetched by its parent (state Z) does nothing any more. */
const isAlive = (pid: number): boolean => {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 && !stdout.trim().startsWith('Z')
}

/** Process ids that the sleeper's shell has said, its own and its child's. */
async function pidsOf(cli: (...args: string[]) => RunningCli): Promise<number[]> {
  let pids: number[] = []
  await expect
    .poll(async () => {
      const { stdout } = await cli('logs', 'SBX-1').ended
      pids = (/pids (\d+) (\d+)/.exec(stdout) ?? []).slice(1).map(Number)
      return pids.length
    })
    .toBe(2)
  return pids
}

test('Ctrl-C cancels the run and ends everything it started within a second', async ({ start, cli, file }) => {
  const run = start('run', file('sleeper.yaml', SLEEPER))
  await run.says('nap running')
  const pids = await pidsOf(start)
  expect(pids.map(isAlive)).toEqual([true, true])
  const asked = Date.now()
  run.process.kill('SIGINT')
  await expect.poll(() => pids.map(isAlive), { intervals: [20] }).toEqual([false, false])
  expect(Date.now() - asked).toBeLessThan(1000)
  const { code, stderr } = await run.ended
  expect(stderr).toMatch(/Cancelling SBX-1 …\nSBX-1 stopped in .*: 2 steps stopped, none had finished before\.\n$/)
  expect(code).toBe(130)
  expect((await cli('runs')).stdout).toMatch(/⊘ cancelled/)
})

test('cancel stops the run of another terminal, which ends with exit code 4', async ({ start, cli, file }) => {
  const run = start('run', file('sleeper.yaml', SLEEPER))
  await run.says('nap running')
  const pids = await pidsOf(start)
  const { code, stdout } = await cli('cancel', 'SBX-1')
  expect(stdout).toMatch(/^SBX-1 stopped in .*: 2 steps stopped, none had finished before\.\n$/)
  expect(code).toBe(0)
  expect(pids.map(isAlive)).toEqual([false, false])
  expect((await run.ended).code).toBe(4)
  const again = await cli('cancel', 'SBX-1')
  expect(again.stderr).toMatch(/already been cancelled.* \[run_already_finished\]\n$/)
  expect(again.code).toBe(2)
})

test('leaving an attached run with a second Ctrl-C does not wait', async ({ start, file }) => {
  const owner = start('run', file('sleeper.yaml', SLEEPER))
  await owner.says('nap running')
  const attached = start('run', file('deaf.yaml', SLEEPER.replace('name: sleeper', 'name: deaf')))
  await attached.says('nap running')
  attached.process.kill('SIGINT')
  // Two that come at the same moment may be one for the system, so it is asked until it has gone.
  const impatience = setInterval(() => attached.process.kill('SIGINT'), 20)
  const { code } = await attached.ended
  clearInterval(impatience)
  // Null: one that came when it had let go of its signals already.
  expect([130, null]).toContain(code)
  owner.process.kill('SIGINT')
  expect((await owner.ended).code).toBe(130)
})
