import { mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'
import { runEvent } from '../../engine/contract/events'
import { expect, test } from '../support/cli-test'
import { BROKEN, FAILING, GREET } from './pipeline-files'

test('a run that succeeds shows plain lines in a pipe, then its outputs', async ({ cli, file }) => {
  const { code, stdout, stderr } = await cli('run', file('greet.yaml', GREET))
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d SBX-1 greet started$/m)
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d greet 2\/2$/m)
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d say succeeded in .*s$/m)
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d SBX-1 succeeded after .*s\ngreetings {2}\["Hello Ada","Hello Grace"\]\ntimes {6}1\n$/m)
  expect(stdout).not.toContain('\u001b')
  expect(code).toBe(0)
})

test('commands start in the folder of the file', async ({ cli, file }) => {
  const path = file('greet.yaml', GREET)
  await cli('run', path, '--quiet')
  const { stdout } = await cli('logs', 'SBX-1', '--step', 'say')
  expect(stdout).toContain(`say ${realpathSync(dirname(path))}\n`)
})

test('inputs come from a file and from the command line, by their types', async ({ cli, file }) => {
  const inputs = file('inputs.yaml', 'names: [Linus]\ntimes: 5\n')
  const { code, stdout } = await cli('run', file('greet.yaml', GREET), '--quiet', '--input-file', inputs, '--input', 'times=7')
  expect(stdout).toBe('greetings  ["Hello Linus"]\ntimes      7\n')
  expect(code).toBe(0)
})

test('a failing step says why, and the exit code says that it failed', async ({ cli, file }) => {
  const { code, stdout, stderr } = await cli('run', file('failing.yaml', FAILING))
  expect(stdout).toMatch(/bad failed in .*: sh ended with exit code 3/)
  expect(stdout).toMatch(/never skipped: a step it needs did not end as asked/)
  expect(stderr).toMatch(/^bad failed: sh ended with exit code 3.* \[command_failed\]$/m)
  expect(code).toBe(1)
})

test('a broken file names every problem with its place, and nothing is stored', async ({ cli, file }) => {
  const path = file('broken.yaml', BROKEN)
  const { code, stdout, stderr } = await cli('run', path)
  expect(stdout).toBe('')
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => line.replace(path, 'FILE')),
  ).toEqual([
    'FILE:4:11: There is no kind of step `shel`. Did you mean `shell`?',
    'FILE:8:5: `neds` is not a key of a step. Did you mean `needs`?',
    expect.stringMatching(/^FILE:9:13: There is no step `nobody`/),
    'FILE:10:22: `command` must be a list, not text.',
  ])
  expect(code).toBe(2)
  expect((await cli('runs')).stderr).toContain('There is no Signalbox data in ')
})

test('what cannot be read or understood is one sentence with a code, and exit code 2', async ({ cli, file, folder }) => {
  const greet = file('greet.yaml', GREET)
  mkdirSync(`${folder}/empty`)
  const refusals = [
    { args: ['run', 'missing.yaml'], sentence: /^signalbox: Couldn't read missing\.yaml: there is no such file\. \[file_not_found\]\n$/ },
    { args: ['run', 'empty'], sentence: /it is a folder\. \[file_unreadable\]\n$/ },
    { args: ['run', greet, '--input', 'times=often'], sentence: /^signalbox: `times` must be a whole number\. \[input_invalid\]\n$/ },
    { args: ['run', greet, '--input', 'time=1'], sentence: /Did you mean `times`\? \[input_invalid\]\n$/ },
    { args: ['run', greet, '--input', 'times'], sentence: /--input needs a name and a value.* \[request_invalid\]\n$/ },
    { args: ['run', greet, '--inptu', 'times=1'], sentence: /^signalbox: Unknown option '--inptu'.* \[request_invalid\]\n$/ },
    { args: ['run'], sentence: /^signalbox: Missing required argument 'file'\. \[request_invalid\]\n$/ },
    { args: ['cancel', 'SBX-9'], sentence: /^signalbox: There is no Signalbox data in .* \[file_not_found\]\n$/ },
  ]
  for (const { args, sentence } of refusals) {
    const { code, stdout, stderr } = await cli(...args)
    expect(stderr, args.join(' ')).toMatch(sentence)
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' })
  }
})

test('the same idempotency key gives the same run, and refuses another input', async ({ cli, file }) => {
  const path = file('greet.yaml', GREET)
  const once = await cli('run', path, '--idempotency-key', 'monday', '--quiet')
  const again = await cli('run', path, '--idempotency-key', 'monday', '--quiet')
  expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 0, stdout: once.stdout })
  expect(again.stderr).toContain('SBX-1')
  const other = await cli('run', path, '--idempotency-key', 'monday', '--input', 'times=2')
  expect(other.stderr).toMatch(/\[idempotency_conflict\]\n$/)
  expect(other.code).toBe(2)
})

const anyLine = z.looseObject({ type: z.string() })

test('--json writes one object a line: the start, every event in order, the result', async ({ cli, file }) => {
  const { code, stdout, stderr } = await cli('run', file('failing.yaml', FAILING), '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => anyLine.parse(JSON.parse(line)))
  const events = lines.slice(1, -1).map((line) => runEvent.parse(line))
  expect(lines[0]).toMatchObject({ type: 'run.started', externalId: 'SBX-1', pipeline: 'failing', reused: false })
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  expect(lines.at(-1)).toMatchObject({
    type: 'result',
    externalId: 'SBX-1',
    status: 'failed',
    output: null,
    failedSteps: [{ stepId: 'bad', error: { code: 'command_failed' }, itemsFailed: 0, items: [] }],
  })
  expect(stderr).toBe('')
  expect(code).toBe(1)
})

test('a reader that leaves early stops nothing', async ({ start, cli, file }) => {
  const run = start('run', file('greet.yaml', GREET))
  run.process.stdout?.destroy()
  expect((await run.ended).code).toBe(0)
  expect((await cli('runs', '--status', 'succeeded')).stdout).toContain('SBX-1')
})
