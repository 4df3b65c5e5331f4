import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { logLine } from '../../engine/contract/log'
import { run } from '../../engine/contract/run'
import { why } from '../../engine/contract/why'
import { expect, test } from '../support/cli-test'
import { ASKING, BROKEN, FAILING, GREET, WAITER } from './pipeline-files'

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

test('validate says what is wrong, or that nothing is, and touches no data folder', async ({ cli, file, dataFolder, folder }) => {
  const good = await cli('validate', file('greet.yaml', GREET))
  expect(good).toEqual({ code: 0, stdout: `${join(folder, 'pipelines/greet.yaml')}: greet is valid, with 2 steps.\n`, stderr: '' })
  const bad = await cli('validate', file('broken.yaml', BROKEN))
  expect(bad.stdout.split('\n')[0]).toMatch(/broken\.yaml:4:11: There is no kind of step `shel`/)
  expect(bad.code).toBe(2)
  const json = await cli('validate', file('broken.yaml', BROKEN), '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ name: 'broken', valid: false, problems: [{ line: 4, column: 11 }, {}, {}, {}] })
  expect(existsSync(dataFolder)).toBe(false)
})

test('runs lists the newest first, by status and by pipeline', async ({ cli, file }) => {
  await cli('run', file('greet.yaml', GREET), '--quiet')
  await cli('run', file('failing.yaml', FAILING), '--quiet')
  const all = await cli('runs')
  expect(all.stdout.split('\n').map((line) => line.slice(0, 25).trimEnd())).toEqual([
    'RUN    PIPELINE    STATUS',
    expect.stringMatching(/^SBX-2 {2}failing v1 {2}◆/),
    expect.stringMatching(/^SBX-1 {2}greet v1 {4}●/),
    '',
  ])
  expect((await cli('runs', '--status', 'failed')).stdout).not.toContain('SBX-1')
  expect((await cli('runs', '--pipeline', 'greet')).stdout).not.toContain('SBX-2')
  expect((await cli('runs', '--pipeline', 'nobody')).stderr).toMatch(/\[pipeline_not_found\]\n$/)
  const json = jsonLines((await cli('runs', '--json', '--limit', '1')).stdout)
  expect(
    z
      .array(run)
      .parse(json)
      .map(({ externalId }) => externalId),
  ).toEqual(['SBX-2'])
})

test('queues, services and models are listed without a window, and runs take a priority', async ({ cli, file }) => {
  await cli('run', file('greet.yaml', GREET), '--quiet', '--priority', '-3', '--no-cache')
  const { code, stdout } = await cli('queues', 'list')
  expect(stdout).toMatch(/^QUEUE +RUNNING +WAITING +LATER +LONGEST WAIT$/m)
  expect(stdout).toMatch(/^default +0\/50 +0 +0$/m)
  expect(code).toBe(0)
  expect((await cli('services')).stderr).toMatch(/^No services\./)
  expect((await cli('models', 'list', '--json')).stdout).toBe('')
  expect(jsonLines((await cli('runs', '--json')).stdout)).toMatchObject([{ priority: -3 }])
  expect((await cli('run', file('greet.yaml', GREET), '--priority', '101')).stderr).toMatch(/whole number from -100 to 100.* \[request_invalid\]\n$/)
})

test('logs shows a run by its name or its id, one step of it, and escapes what could move the cursor', async ({ cli, file }) => {
  const text = `
name: noisy
steps:
  - { id: loud, uses: shell, with: { command: [printf, '\\033[2J\\033]0;title\\007clear\\n\\033[31mred\\033[0m\\n'] } }
  - { id: quiet, uses: shell, needs: [loud], with: { command: [sh, -c, 'echo psst; echo careful >&2'] } }
`
  await cli('run', file('noisy.yaml', text), '--quiet')
  const { stdout, code } = await cli('logs', 'SBX-1')
  expect(stdout.replace(/^\S+ /gm, '')).toBe('info  loud \\x1b[2J\\x1b]0;title\\x07clear\ninfo  loud red\ninfo  quiet psst\nwarn  quiet careful\n')
  expect(code).toBe(0)
  const json = jsonLines((await cli('logs', 'SBX-1', '--step', 'quiet', '--json')).stdout)
  expect(
    z
      .array(logLine)
      .parse(json)
      .map((line) => line.text),
  ).toEqual(['psst', 'careful'])
  const [listed] = z.array(run).parse(jsonLines((await cli('runs', '--json')).stdout))
  expect((await cli('logs', listed!.id)).stdout).toBe(stdout)
  expect((await cli('logs', 'SBX-1', '--step', 'lout')).stderr).toContain('it has loud, quiet')
})

test('a list begins no work that waits in the data folder', async ({ start, cli, file }) => {
  const owner = start('run', file('waiter.yaml', WAITER))
  await owner.says('wait running')
  owner.process.kill('SIGKILL')
  await owner.ended
  await cli('runs')
  await delay(300)
  expect((await cli('logs', 'SBX-1')).stdout.match(/begun/g)?.length ?? 0).toBeLessThan(2)
  const follow = await cli('logs', '-f', 'SBX-1')
  expect(follow.stderr).toMatch(/SBX-1 has not ended, but no engine works on this data folder.* \[engine_unavailable\]\n$/)
  expect(follow.code).toBe(3)
  expect((await cli('cancel', 'SBX-1')).stdout).toMatch(/^SBX-1 stopped in .*: 1 step stopped, none had finished before\.\n$/)
  expect((await cli('runs')).stdout).toMatch(/⊘ cancelled/)
})

test('why says in a sentence what a run waits for, also where nobody works on it', async ({ start, cli, file }) => {
  const owner = start('run', file('asking.yaml', ASKING))
  await owner.says('ask')
  await expect.poll(async () => (await cli('why', 'SBX-1')).stdout).toMatch(/^ask asked (a moment|\d+ s) ago and waits for an answer\.\n$/)
  const json = await cli('why', 'SBX-1', '--json')
  const found = z.object({ why, steps: z.array(why) }).parse(JSON.parse(json.stdout))
  expect(found).toMatchObject({ why: { reason: 'approval', action: { do: 'answer' } }, steps: [{ reason: 'approval' }] })
  owner.process.kill('SIGKILL')
  await owner.ended
  expect((await cli('why', 'SBX-1')).stdout).toContain('waits for an answer')
  await cli('cancel', 'SBX-1')
  expect(await cli('why', 'SBX-1')).toEqual({ code: 0, stdout: expect.stringMatching(/^It was cancelled (a moment|\d+ s) ago\.\n$/), stderr: '' })
  expect(JSON.parse((await cli('why', 'SBX-1', '--json')).stdout)).toMatchObject({ why: { reason: 'ended', action: null }, steps: [] })
  const nobody = await cli('why', 'SBX-9')
  expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringMatching(/There is no run SBX-9.* \[run_not_found\]\n$/)])
})
