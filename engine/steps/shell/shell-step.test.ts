import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Json } from '../../contract/json'
import { stepContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { checkCommand } from './check-command'
import { shellStep } from './shell-step'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const sh = (body: string, ...args: string[]): string[] => ['sh', '-c', body, 'sh', ...args]

describeStepKind({
  kind: shellStep,
  good: [
    { name: 'text', config: { command: ['echo', 'hello'] } },
    { name: 'lines', config: { command: sh('echo a; echo b'), output: 'lines' } },
    { name: 'json', config: { command: ['echo', '{"a":[1]}'], output: 'json' } },
  ],
  bad: [
    { name: 'no command', config: {} },
    { name: 'an empty command', config: { command: [] } },
    { name: 'an empty program', config: { command: [''] } },
    { name: 'a command as text', config: { command: 'echo hello' } },
    { name: 'NUL in an argument', config: { command: ['echo', 'a\0b'] } },
    { name: 'a variable that is no name', config: { command: ['env'], env: { 'A=B': 'c' } } },
    { name: 'an exit code that cannot be', config: { command: ['true'], success_codes: [256] } },
  ],
  failing: [
    { name: 'no such program', config: { command: ['no-such-program-x'] }, code: 'command_not_found' },
    { name: 'exit code', config: { command: sh('exit 4') }, code: 'command_failed' },
    { name: 'output that is no JSON', config: { command: ['echo', '{'], output: 'json' }, code: 'parse_failed' },
    { name: 'working folder elsewhere', config: { command: ['pwd'], cwd: '/etc' }, code: 'path_outside_root' },
    { name: 'no working folder', config: { command: ['pwd'], cwd: 'missing' }, code: 'file_not_found' },
  ],
  slow: [
    { name: 'sleep', config: { command: sh('echo up; sleep 60') }, started: ({ lines }) => lines.length > 0 },
    { name: 'deaf', config: { command: sh("trap '' TERM; echo up; sleep 60; sleep 60") }, started: ({ lines }) => lines.length > 0 },
  ],
  tooLarge: [
    { name: 'text', config: { command: sh('head -c 5000000 /dev/zero') } },
    { name: 'lines', config: { command: sh('head -c 20000000 /dev/zero'), output: 'lines' } },
    { name: 'JSON', config: { command: sh('head -c 20000000 /dev/zero'), output: 'json' } },
  ],
})

const run = async (config: Json) => {
  const context = await stepContext()
  return { context, outcome: await runStep(shellStep, config, context) }
}

describe('a shell step', () => {
  it('hands arguments over as they are', async () => {
    const hostile = '$(touch x); `id` "quoted" * \n end'
    const { outcome } = await run({ command: ['printf', '%s|%s', hostile, 3] })
    expect(outcome).toMatchObject({ output: { exit_code: 0, stdout: `${hostile}|3`, stdout_cut: false, stderr: '' } })
  })

  it('shows the command a short list of the environment, and what the step asks for', async () => {
    onTestFinished(() => void vi.unstubAllEnvs())
    vi.stubEnv('SIGNALBOX_TEST_SECRET', 'hidden')
    vi.stubEnv('SIGNALBOX_TEST_SHOWN', 'shown')
    const { outcome, context } = await run({ command: ['env'], output: 'lines', env: { OWN: 1 }, inherit_env: ['SIGNALBOX_TEST_SHOWN'] })
    const lines = outcome.kind === 'succeeded' ? JSON.stringify(outcome.output) : ''
    expect(lines).toContain('"OWN=1"')
    expect(lines).toContain('"SIGNALBOX_TEST_SHOWN=shown"')
    expect(lines).toContain(`"SIGNALBOX_IDEMPOTENCY_KEY=${context.idempotencyKey}"`)
    expect(lines).not.toContain('hidden')
  })

  it('never hands on the key to the secrets', () => {
    const parsed = shellStep.config.safeParse({ command: ['env'], inherit_env: ['Signalbox_Vault_Key'] })
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining('for the engine alone')])
  })

  it('starts in the folder of the pipeline, or one inside it', async () => {
    const context = await stepContext()
    await mkdir(join(context.folders.pipeline, 'sub'))
    expect(await runStep(shellStep, { command: ['pwd'], output: 'lines' }, context)).toMatchObject({ output: { stdout: [context.folders.pipeline] } })
    expect(await runStep(shellStep, { command: ['pwd'], output: 'lines', cwd: 'sub' }, context)).toMatchObject({
      output: { stdout: [join(context.folders.pipeline, 'sub')] },
    })
  })

  it('writes both streams to the log', async () => {
    const { context } = await run({ command: sh('echo out; sleep 0.05; echo err >&2') })
    expect(context.lines).toEqual([
      { level: 'info', text: 'out' },
      { level: 'warn', text: 'err' },
    ])
  })

  it('that fails says with which code and what it last said', async () => {
    const { outcome } = await run({ command: sh('echo one >&2; echo two >&2; exit 4') })
    expect(outcome).toMatchObject({ message: 'sh ended with exit code 4: one\ntwo', retryable: false, details: { exit_code: 4, stderr: 'one\ntwo' } })
  })

  it.each([
    ['exit 75', true],
    ['exit 1', false],
    ['kill -KILL $$', true],
    ['kill -SEGV $$', false],
  ])('after `%s` says whether trying again may help: %s', async (body, retryable) => {
    expect((await run({ command: sh(body) })).outcome).toMatchObject({ kind: 'failed', retryable })
  })

  it('takes further exit codes for success', async () => {
    expect((await run({ command: sh('exit 3'), success_codes: [0, 3] })).outcome).toMatchObject({ kind: 'succeeded', output: { exit_code: 3 } })
  })

  it('ends what an earlier attempt of the same step left running', async () => {
    const first = await stepContext()
    const running = runStep(shellStep, { command: sh('echo up; sleep 60') }, first)
    await expect.poll(() => first.lines.length).toBe(1)
    const second = await stepContext({ idempotencyKey: first.idempotencyKey, attempt: 2 })
    await runStep(shellStep, { command: ['true'] }, second)
    expect(await running).toMatchObject({ kind: 'failed', message: 'sh was ended by SIGTERM' })
  })
})

describe('expressions that would be run as code', () => {
  const X = '${{ inputs.x }}'

  it.each([
    [['sh', '-c', `rm ${X}`], 'command.2'],
    [['/bin/bash', '-euo', 'pipefail', '-c', X], 'command.4'],
    [['bash', '-lc', X], 'command.2'],
    [['bash', '-c', '-e', X], 'command.3'],
    [['env', 'A=b', 'sh', '-c', X], 'command.4'],
    [['python3.11', '-c', X], 'command.2'],
    [['python', `-c${X}`], 'command.1'],
    [['node', '-e', X], 'command.2'],
    [['node', `--eval=${X}`], 'command.1'],
    [['perl', '-ne', X], 'command.2'],
    [['cmd.exe', '/c', X], 'command.2'],
    [['C:\\Windows\\pwsh.exe', '-Command', X], 'command.2'],
    [['psql', '-c', `select ${X}`], 'command.2'],
    [['node', '-r', './hook.js', '-e', X], 'command.4'],
    [['su', 'someone', '-c', X], 'command.3'],
    [['perl', '-e', '1', '-e', X], 'command.4'],
    [['perl', '-ne', 'chomp;', '-e', X], 'command.4'],
    [['perl', '-Mfeature=say', '-0777ne', X], 'command.3'],
    [['ruby', '-rjson', '-e', '1', '-e', X], 'command.5'],
    [['Rscript', '-e', '1', '-e', X], 'command.4'],
    [['php', '-r', X], 'command.2'],
    [['lua', '-e', X], 'command.2'],
    [['deno', 'eval', '--ext=ts', X], 'command.3'],
    [['mongosh', '--eval', '1', '--eval', X], 'command.4'],
    [['psql', '-c', 'a', '-c', X], 'command.4'],
    [['psql', '-Atc', 'a', `--command=${X}`], 'command.3'],
    [['mysql', '-uservice', '-Bse', X], 'command.3'],
    [['sqlite3', '-cmd', 'a', '-cmd', X, 'a.db'], 'command.4'],
    [['sqlite3', '-csv', 'a.db', X], 'command.3'],
    [['duckdb', 'a.db', X], 'command.2'],
    [['awk', X, 'f'], 'command.1'],
    [['gawk', '-F', ',', '-v', 'a=1', X, 'f'], 'command.5'],
    [['gawk', '-f', 'lib.awk', '-e', X, 'f'], 'command.4'],
    [['sed', '-i', '-E', X, 'f'], 'command.3'],
    [['sed', '-n', '-e', 'p', '-e', X, 'f'], 'command.5'],
    [['ssh', 'h', X], 'command.2'],
    [['ssh', '-p', '22', '-tt', 'h', '--', 'ls', X], 'command.7'],
    [['ssh', '-o', `ProxyCommand=nc ${X}`, 'h', 'ls'], 'command.2'],
    [['ssh', 'h', 'bash', '-c', X], 'command.4'],
    [['sudo', 'awk', X, 'f'], 'command.2'],
    [['find', '.', '-exec', 'sh', '-c', X, ';'], 'command.5'],
    [['docker', 'exec', 'c', 'psql', '-c', X], 'command.5'],
    [['xargs', '-n1', 'sed', X], 'command.3'],
    [['timeout', '5', 'nice', 'ruby', '-ne', X], 'command.5'],
    [['pwsh', '-Command', 'Write-Host', X], 'command.3'],
    [['powershell', '-NoProfile', 'Write-Host', X], 'command.3'],
    [['cmd', '/c', 'echo', X], 'command.3'],
    [['env', '-S', X], 'command.2'],
    [['env', '-i', `-Stool ${X}`], 'command.2'],
    [['env', `--split-string=tool ${X}`], 'command.1'],
    [['sudo', 'env', '-vS', X], 'command.3'],
    [['flock', '-w', '5', 'the.lock', '-c', X], 'command.5'],
    [['flock', 'the.lock', 'sh', '-c', X], 'command.4'],
    [['script', '-qec', X, '/dev/null'], 'command.2'],
    [['script', `--command=${X}`], 'command.1'],
    [['git', '-c', `alias.x=!${X}`, 'x'], 'command.2'],
    [['git', '-C', 'folder', '-c', X, 'x'], 'command.4'],
    [['git', '-c', 'user.name=a', '-c', `core.pager=${X}`, 'log'], 'command.4'],
    [['tar', '-xf', 'a.tar', `--to-command=${X}`], 'command.3'],
    [['tar', '-xf', 'a.tar', '--to-command', X], 'command.4'],
    [['tar', '-cf', 'a.tar', '--checkpoint=1', `--checkpoint-action=exec=${X}`, 'b'], 'command.4'],
    [['rsync', '-ae', `ssh ${X}`, 'a', 'b:c'], 'command.2'],
    [['watch', '-n', '5', 'ls', X], 'command.4'],
    [['docker', 'exec', 'c', 'tar', '-xf', 'a.tar', `--to-command=${X}`], 'command.6'],
    [['parallel', '-j', '4', 'echo', X, ':::', 'a'], 'command.4'],
    [['parallel', ':::', X], 'command.2'],
    [['parallel', 'sh', '-c', '{}', ':::', 'a', X], 'command.6'],
    [['bash', '+x', '-c', X], 'command.3'],
    [['python3', '-W', 'ignore', '-c', X], 'command.4'],
  ])('are refused: %j', (command, path) => {
    expect(checkCommand({ command })).toMatchObject([{ path }])
  })

  it.each([
    [['sh', '-c', 'echo "$1"', 'sh', X]],
    [['echo', X]],
    [['node', 'script.js', '--name', X]],
    [['python3', 'tool.py', '-c', X]],
    [['git', 'commit', '-m', X]],
    [['env', `A=${X}`, 'tool']],
    [['env', 'A=b', 'curl', '-sS', X]],
    [['bash', '-c', 'echo "$1"', 'name', '-c', X]],
    [['python3', '-c', 'import sys', '-c', X]],
    [['perl', '-e', 'print shift', X]],
    [['awk', '-v', `c=${X}`, '{ print $c }', X]],
    [['awk', '-f', 'program.awk', X]],
    [['sed', '-f', 'program.sed', X]],
    [['sed', '-n', 'p', X]],
    [['ssh', X, 'uptime']],
    [['ssh', '-p', X, 'h', 'uptime']],
    [['psql', '-U', X, '-c', 'select 1']],
    [['mysql', '-uservice', X]],
    [['sqlite3', X, 'select 1']],
    [['grep', 'awk', X]],
    [['git', 'log', '--grep', 'ssh', 'master', X]],
    [['powershell', '-File', 'a.ps1', X]],
    [['php', 'artisan', 'x', `--run=${X}`]],
    [['python3', 'manage', 'x', '-c', X]],
    [['env', 'A=b', 'sort', '-S', X]],
    [['timeout', X, 'tool']],
    [['nice', '-n', X, 'tool', X]],
    [['sudo', '-u', X, 'tool']],
    [['flock', X, 'tool', '-c', X]],
    [['flock', '-w', X, 'the.lock', 'tool']],
    [['git', '-c', `user.name=${X}`, 'commit', '-c', X]],
    [['git', '-c', `http.https://example.com/.extraHeader=A: ${X}`, 'fetch']],
    [['npm', 'run', 'script', '-c', X]],
    [['env', 'A=b', 'npm', 'run', 'script', '-c', X]],
    [['tar', '-cf', X, '-C', X, X]],
    [['find', X, '-name', X, '-exec', 'rm', '--', X, ';']],
    [['parallel', 'echo', '{}', ':::', X]],
    [['watch', '-x', 'ls', X]],
    [['xargs', '-I', X, 'tool', X]],
  ])('are allowed as arguments: %j', (command) => {
    expect(checkCommand({ command })).toEqual([])
  })

  it('are refused as the input of something that runs it, and allowed as that of anything else', () => {
    expect(checkCommand({ command: ['bash'], stdin: X })).toMatchObject([{ path: 'stdin' }])
    expect(checkCommand({ command: ['bash', '-s', 'a'], stdin: X })).toMatchObject([{ path: 'stdin' }])
    expect(checkCommand({ command: ['python3', '-'], stdin: X })).toMatchObject([{ path: 'stdin' }])
    expect(checkCommand({ command: ['bash', 'script.sh'], stdin: X })).toEqual([])
    expect(checkCommand({ command: ['wc', '-w'], stdin: X })).toEqual([])
    for (const command of [['ssh', 'h'], ['psql', 'db'], ['mysql', '-f', 'db'], ['sqlite3', '-cmd', '.timeout 50', 'a.db']]) {
      expect(checkCommand({ command, stdin: X })).toMatchObject([{ path: 'stdin' }])
    }
    for (const command of [['env', 'psql', 'db'], ['sudo', '-u', 'postgres', 'psql'], ['nice', 'ssh', 'host'], ['strace', 'bash']]) {
      expect(checkCommand({ command, stdin: X })).toMatchObject([{ path: 'stdin' }])
    }
    for (const command of [['grep', '-c', 'ssh'], ['rsync', '-e', 'ssh', '--files-from=-', 's', 'h:d'], ['jq', '--arg', 'db', 'mysql', '.'], ['mail', '-s', 'mysql', 'me'], ['grep', 'bash'], ['grep', '-v', 'psql']]) {
      expect(checkCommand({ command, stdin: X })).toEqual([])
    }
    for (const command of [['ssh', 'h', 'cat'], ['psql', 'db', '-f', 'a.sql'], ['psql', '-c', 'copy t from stdin'], ['duckdb', '-c', "from '/dev/stdin'"], ['awk', '{ print $1 }']]) {
      expect(checkCommand({ command, stdin: X })).toEqual([])
    }
  })

  it.each([
    [['xargs', '-I{}', 'sh', '-c', 'rm {}']],
    [['xargs', '-0', '-I', '%', 'timeout', '5', 'bash', '-c', '%']],
    [['xargs', '--replace', 'python3', '-c', '{}']],
    [['xargs', '-I{}', 'ssh', 'h', 'rm', '{}']],
    [['xargs', '-I{}', 'env', '{}']],
    [['nice', 'xargs', '-i', 'sh', '-c', '{}']],
    [['parallel']],
    [['parallel', 'sh', '-c', '{1}']],
    [['at', 'now']],
  ])('are refused as the input of what makes code of it: %j', (command) => {
    expect(checkCommand({ command, stdin: X })).toMatchObject([{ path: 'stdin' }])
  })

  it.each([
    [['xargs', '-I{}', 'sh', '-c', 'rm -- "$1"', 'sh', '{}']],
    [['xargs', 'sh', '-c', 'rm -- "$@"', 'sh']],
    [['xargs', '-I{}', 'cp', '{}', 'folder']],
    [['parallel', 'cp', '{}', 'folder']],
    [['parallel', 'awk', '{ print }', '{}']],
    [['tar', '-cf', 'a.tar', '-T', '-']],
    [['git', 'commit', '-F', '-']],
    [['sudo', 'grep', 'at']],
  ])('are allowed as the input of what makes arguments of it: %j', (command) => {
    expect(checkCommand({ command, stdin: X })).toEqual([])
  })

  it.each([
    [[X], 'command.0'],
    [['env', 'V=1', X], 'command.2'],
    [['env', '-u', 'V', X], 'command.3'],
    [['timeout', '-k', '5', '60', X], 'command.4'],
    [['sudo', '-nu', 'someone', 'nice', X], 'command.4'],
    [['xargs', '-n', '1', X], 'command.3'],
    [['flock', 'the.lock', X], 'command.2'],
    [['find', '.', '-exec', X, '{}', ';'], 'command.3'],
  ])('cannot choose the program: %j', (command, path) => {
    expect(checkCommand({ command })).toMatchObject([{ path }])
  })

  it('are refused with a way that the program itself has', () => {
    expect(checkCommand({ command: ['python3', '-c', X] })).toMatchObject([{ message: expect.stringContaining("command: [python3, -c, 'import sys; print(sys.argv[1])',") }])
    expect(checkCommand({ command: ['awk', X] })).toMatchObject([{ message: expect.stringContaining('by -v: command: [awk, -v,') }])
    expect(checkCommand({ command: ['sh', '-c', X] })).toMatchObject([{ message: expect.stringContaining('as a further argument or by env') }])
  })

  it('cannot be the whole command', () => {
    expect(checkCommand({ command: X })).toMatchObject([{ path: 'command' }])
  })
})

describe('a secret that a command prints', () => {
  it('is masked before the last of its errors is cut out', async () => {
    const secret = 'correct-horse-battery'
    const context = await stepContext({ mask: (text) => text.replaceAll(secret, '•••') })
    const outcome = await runStep(shellStep, { command: sh(`printf 'x%s' ${secret} >&2; head -c 1990 /dev/zero | tr '\\0' y >&2; exit 4`) }, context)
    expect(JSON.stringify(outcome)).toContain('•••y')
    expect(JSON.stringify(outcome)).not.toContain('battery')
  })
})
