import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { processesIn } from '../../testing/torture/processes-in'
import { STUBBORN_COMMANDS } from '../../testing/torture/stubborn-commands'
import { MARKER, processTable, treeOf } from './process-table'
import type { ProcessEnd, ProcessRequest } from './run-process'
import { runProcess } from './run-process'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const PATH = process.env['PATH'] ?? ''

interface Running {
  readonly marker: string
  readonly lines: string[]
  readonly abort: AbortController
  readonly ended: Promise<ProcessEnd>
}

function run(command: readonly string[], change: Partial<ProcessRequest> = {}): Running {
  const marker = randomUUID()
  const lines: string[] = []
  const abort = new AbortController()
  const ended = runProcess({
    command,
    cwd: tmpdir(),
    env: { PATH },
    stdin: '',
    marker,
    maxBytes: { stdout: 1024 * 1024, stderr: 1024 * 1024 },
    signal: abort.signal,
    mask: (text) => text,
    onLine: (stream, line) => void lines.push(`${stream} ${line}`),
    ...change,
  })
  return { marker, lines, abort, ended }
}

const script = (body: string): string[] => ['sh', '-c', body]

const alive = async (marker: string): Promise<number[]> => treeOf({ leader: null, marker }, await processTable())

describe('a process', () => {
  it('gives its exit code and both streams, line by line', async () => {
    const { lines, ended } = run(script('echo one; echo two >&2; printf three; exit 3'))
    expect(await ended).toMatchObject({ exitCode: 3, signal: null, stdout: { text: 'one\nthree', cut: false }, stderr: { text: 'two\n' }, leftBehind: 0 })
    expect(lines.toSorted()).toEqual(['stderr two', 'stdout one', 'stdout three'])
  })

  it('gets its input, and may leave it unread', async () => {
    expect((await run(['cat'], { stdin: 'ü\n'.repeat(100_000) }).ended).stdout.bytes).toBe(300_000)
    expect((await run(['true'], { stdin: 'x'.repeat(10_000_000) }).ended).exitCode).toBe(0)
  })

  it('sees the environment it was given and no other', async () => {
    const { marker, ended } = run(['env'], { env: { PATH, A: 'b' } })
    const names = (await ended).stdout.text.trim().split('\n').toSorted()
    expect(names).toEqual([`A=b`, `PATH=${PATH}`, `${MARKER}=${marker}`].toSorted())
  })

  it('that is not there is named, with the folders that were searched', async () => {
    await expect(run(['no-such-program-x']).ended).rejects.toMatchObject({
      code: 'command_not_found',
      message: `Couldn't run no-such-program-x: it is in none of the folders of PATH (${PATH}).`,
    })
    await expect(run(['./no-such-program-x']).ended).rejects.toMatchObject({ code: 'command_not_found', message: "Couldn't run ./no-such-program-x: there is no such file." })
    await expect(run([tmpdir()]).ended).rejects.toMatchObject({ code: 'command_not_found' })
    await expect(run(['true'], { cwd: '/no/such/folder' }).ended).rejects.toMatchObject({ code: 'file_not_found' })
  })

  it('with arguments past what the system takes is refused with the cure', async () => {
    await expect(run(['true', 'x'.repeat(3_000_000)]).ended).rejects.toMatchObject({ code: 'step_config_invalid', message: expect.stringContaining('stdin') })
  })

  it('that floods its output costs bounded memory, keeps beginning and end, and says what is missing', async () => {
    const folder = tempFolder()
    await writeFile(join(folder, 'lines'), '\n'.repeat(10_000_000))
    const before = process.memoryUsage().rss
    const { lines, ended } = run(script('echo first; cat $(yes lines | head -n 100); echo last'), { cwd: folder })
    const end = await ended
    expect(end.stdout).toMatchObject({ bytes: 1_000_000_011, cut: true })
    expect(end.stdout.text.startsWith('first\n')).toBe(true)
    expect(end.stdout.text.endsWith('\nlast\n')).toBe(true)
    expect(end.stdout.text).toContain('bytes left out')
    expect(lines).toHaveLength(10_000)
    expect(end.linesLeftOut).toBe(1_000_000_002 - 10_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
  }, 180_000)

  it('may print what is no text', async () => {
    const { lines, ended } = run(script("printf 'a\\000b\\033[31mred\\n\\377\\n'"))
    expect((await ended).stdout.text).toBe('a\0b\u001b[31mred\n\ufffd\n')
    expect(lines).toEqual(['stdout a␀b\u001b[31mred', 'stdout \ufffd'])
  })

  it('killed by someone else says by which signal', async () => {
    expect(await run(script('kill -KILL $$')).ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
  })

  it('that leaves others behind ends with them', async () => {
    const { marker, ended } = run(script('sleep 60 & sleep 60 & echo started'))
    const started = performance.now()
    expect(await ended).toMatchObject({ exitCode: 0, stdout: { text: 'started\n' }, leftBehind: 2 })
    expect(performance.now() - started).toBeLessThan(2000)
    expect(await alive(marker)).toEqual([])
  })
})

describe('aborting a process', () => {
  const ESCAPES: readonly (readonly [string, string])[] = [
    ...STUBBORN_COMMANDS.map(({ name, body }) => [name, body] as const),
    ['forks twice into another session and ends', '(setsid sh -c "trap \'\' TERM; echo up; sleep 60; sleep 61" &) ; exit 0'],
  ]
  const TIMES = 20
  /** Most of the time they are given to end politely. More of them would make each other late on a busy machine. */
  const AT_ONCE = 2

  // Twenty times: which of them dies first is chance.
  it.each(ESCAPES)('that %s leaves nothing alive a second later', { timeout: 120_000 }, async (_, body) => {
    for (let time = 0; time < TIMES; time += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => escapes(body)))
  })

  async function escapes(body: string): Promise<void> {
    const folder = tempFolder()
    const { lines, abort, ended } = run(script(body), { cwd: folder })
    const reason = new Error('called off')
    const outcome = ended.then(
      () => 'ended by itself',
      (thrown: unknown) => thrown,
    )
    await Promise.race([expect.poll(() => lines, { timeout: 10_000 }).toContain('stdout up'), outcome])
    // Not as the product finds them: by where they are.
    const before = processesIn(folder)
    const started = performance.now()
    abort.abort(reason)
    const end = await outcome
    const took = performance.now() - started
    expect(processesIn(folder)).toEqual([])
    expect(took).toBeLessThan(1500)
    // The one that ends by itself may be cleaned up before the abort arrives.
    expect(body.endsWith('exit 0') ? [reason, 'ended by itself'] : [reason]).toContain(end)
    for (const pid of before) expect(await state(pid)).toMatch(/^(gone|Z)$/)
  }

  it('before it starts starts nothing', async () => {
    const abort = new AbortController()
    abort.abort(new Error('too late'))
    await expect(run(['true'], { signal: abort.signal }).ended).rejects.toThrow('too late')
  })
})

/** The letter of a process's state, or `gone`. */
async function state(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat === '' ? 'gone' : stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
}
