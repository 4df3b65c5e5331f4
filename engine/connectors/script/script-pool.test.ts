import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Json } from '../../contract/json'
import { MAX_LOG_LINE } from '../../contract/log'
import { memoryGrowth } from '../../testing/memory-growth'
import { ScriptPool } from './script-pool'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const pool = new ScriptPool(new URL('./script-worker.ts', import.meta.url), 2)
afterAll(() => pool.close())

interface Options {
  readonly input?: Json
  readonly timeoutMs?: number
  readonly memoryMb?: number
  readonly signal?: AbortSignal
  readonly lines?: string[]
  readonly mask?: (text: string) => string
}

const run = (code: string, options: Options = {}): Promise<Json> =>
  pool.run({
    code,
    input: options.input ?? null,
    timeoutMs: options.timeoutMs ?? 25_000,
    memoryMb: options.memoryMb ?? 64,
    signal: options.signal ?? new AbortController().signal,
    mask: options.mask ?? ((text) => text),
    log: (level, text) => void options.lines?.push(`${level} ${text}`),
  })

describe('a script', () => {
  it('gets its input and gives back JSON', async () => {
    const output = await run('return { doubled: input.list.map((n) => n * 2), text: `ü ${input.text}` }', { input: { list: [1, 2.5], text: '🚀' } })
    expect(output).toEqual({ doubled: [2, 5], text: 'ü 🚀' })
  })

  it('gives null when it returns nothing', async () => {
    expect(await run('input')).toBeNull()
  })

  it('may end in a comment', async () => {
    expect(await run('return 1 // done')).toBe(1)
  })

  it('writes to the log with console', async () => {
    const lines: string[] = []
    await run("console.log('a', { b: 1 }, [2]); console.warn(new TypeError('c')); console.error('d\\ne')", { lines })
    expect(lines).toEqual(['info a {"b":1} [2]', 'warn TypeError: c', 'error d\ne'])
  })

  it('has no way to the machine', async () => {
    const names = ['process', 'require', 'module', 'fetch', 'setTimeout', 'Worker', 'WebAssembly', 'std', 'os', 'XMLHttpRequest', 'Deno', 'Bun']
    expect(await run(`return ${JSON.stringify(names)}.filter((name) => typeof globalThis[name] !== 'undefined')`)).toEqual([])
    expect(await run("return (function () { return typeof this })() + typeof new Function('return process')")).toBe('undefinedfunction')
    await expect(run("return [].constructor.constructor('return process')()")).rejects.toMatchObject({ code: 'script_failed' })
  })

  it('leaves nothing behind for the next', async () => {
    await run('globalThis.left = 1; Array.prototype.left = 2; JSON.stringify = () => "3"; return 0')
    expect(await run('return [typeof left, [].left ?? null, JSON.stringify(1)]')).toEqual(['undefined', null, '1'])
  })

  it('cannot pretend to be something else than JSON', async () => {
    await expect(run('const a = {}; a.a = a; return a')).rejects.toMatchObject({ code: 'script_failed' })
    await expect(run('return 1n')).rejects.toMatchObject({ code: 'script_failed' })
    expect(await run('return { f: () => 1, n: NaN, d: new Date(0) }')).toEqual({ n: null, d: '1970-01-01T00:00:00.000Z' })
  })

  it.each([
    ['throw new RangeError("too few")', 'RangeError: too few (line 1)'],
    ['const a = 1\n\nnothing(a)', "ReferenceError: 'nothing' is not defined (line 3)"],
    ['throw "plain"', 'it threw plain'],
    ['throw null', 'it threw null'],
    ['const = 1', 'SyntaxError: variable name expected (line 1)'],
    ['function f() { return f() + 1 }\nreturn f()', 'InternalError: stack overflow (line 1)'],
    ['let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a', 'stack overflow'],
  ])('that fails says why and where: %s', async (code, message) => {
    await expect(run(code)).rejects.toMatchObject({ code: 'script_failed', message: expect.stringContaining(message) })
  })
})

describe('limits of a script', () => {
  it.each(['for (;;) {}', 'while (true) { try { for (;;) {} } catch {} }', 'return /(a+)+$/.test("a".repeat(40) + "b")'])(
    'end it when its time is up: %s',
    async (code) => {
      const started = Date.now()
      await expect(run(code, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'script_out_of_time' })
      expect(Date.now() - started).toBeLessThan(2000)
    },
  )

  it.each(['return new Uint8Array(1e9).length', 'const a = []; for (;;) a.push("x".repeat(100_000) + a.length)', 'const a = []; for (;;) a.push({ a })'])(
    'keep its memory: %s',
    async (code) => {
      await expect(run(code, { memoryMb: 16 })).rejects.toMatchObject({ code: 'script_out_of_memory' })
    },
  )

  it.each(['return new ArrayBuffer(2 ** 30).byteLength', 'const a = []; for (;;) a.push(new ArrayBuffer(2 ** 20))', 'const a = []; for (;;) a.push(new Uint8Array(2 ** 20).fill(1))'])(
    'hold for buffers as well: %s',
    async (code) => {
      const { result, grownMb } = await memoryGrowth(() => run(code, { memoryMb: 64 }).catch((error: unknown) => error))
      expect(result).toMatchObject({ code: 'script_out_of_memory' })
      expect(grownMb).toBeLessThan(300)
    },
  )

  it('refuse an input that does not fit into its memory', async () => {
    await expect(run('return input.length', { memoryMb: 16, input: 'x'.repeat(20 * 1024 * 1024) })).rejects.toMatchObject({ code: 'script_out_of_memory' })
  })

  it('refuse a result of more than 64 MiB', async () => {
    await expect(run('return "x".repeat(65 * 1024 * 1024)', { memoryMb: 512, timeoutMs: 25_000 })).rejects.toMatchObject({ code: 'output_too_large' })
  })

  it('cut its log, and say so', async () => {
    const lines: string[] = []
    await run(`console.log('x'.repeat(${MAX_LOG_LINE + 5})); for (let i = 0; i < 12_000; i++) console.log(i)`, { lines })
    expect(lines).toHaveLength(10_001)
    expect(lines[0]).toContain(`cut, ${MAX_LOG_LINE + 5} characters in all`)
    expect(lines[10_000]).toBe('warn The script called console 2001 more times than the log takes; that is left out.')
  })

  it('cut a log of few but long lines, or of many in one', async () => {
    const long: string[] = []
    await run("const s = 'x'.repeat(90_000); for (let i = 0; i < 10_000; i++) console.log(s)", { lines: long })
    const characters = long.reduce((sum, { length }) => sum + length, 0)
    expect([characters > 4 * 1024 * 1024, characters < 5 * 1024 * 1024, long.at(-1)]).toEqual([true, true, expect.stringMatching(/^warn .* left out\.$/)])
    const many: string[] = []
    await run("for (let i = 0; i < 1000; i++) console.log('\\n'.repeat(999))", { lines: many })
    expect([many.length, many.at(-1)]).toEqual([11, 'warn The script called console 990 more times than the log takes; that is left out.'])
  })

  it('say what is left out of the log of a script that was ended', async () => {
    const lines: string[] = []
    await expect(run("const s = 'x'.repeat(90_000); for (;;) console.log(s)", { lines, timeoutMs: 500 })).rejects.toMatchObject({ code: 'script_out_of_time' })
    expect(lines.at(-1)).toContain('left out')
  })
})

describe('the pool', () => {
  it('stops a script within a second of the abort', async () => {
    const abort = new AbortController()
    const reason = new Error('called off')
    const lines: string[] = []
    const running = run('console.log("here"); for (;;) {}', { signal: abort.signal, timeoutMs: 60_000, lines })
    await expect.poll(() => lines).toEqual(['info here'])
    const started = Date.now()
    abort.abort(reason)
    await expect(running).rejects.toBe(reason)
    expect(Date.now() - started).toBeLessThan(1000)
  })

  it('does not start a script that was aborted while it waited for a thread', async () => {
    const busy = new AbortController()
    const waiting = new AbortController()
    const spinning = [1, 2].map(() => run('for (;;) {}', { signal: busy.signal, timeoutMs: 60_000 }))
    const waits = run('return 1', { signal: waiting.signal })
    waiting.abort(new Error('no longer wanted'))
    await expect(waits).rejects.toThrow('no longer wanted')
    busy.abort(new Error('enough'))
    await Promise.all(spinning.map((script) => expect(script).rejects.toThrow('enough')))
  })

  it('goes on after scripts that broke their limits', async () => {
    const ends = await Promise.allSettled([run('for (;;) {}', { timeoutMs: 100 }), run('return new Uint8Array(1e9)'), run('return 1'), run('return 2')])
    expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.status))).toEqual(['rejected', 'rejected', 1, 2])
  })

  it('runs many scripts on few threads, each with its own result', async () => {
    const list = Array.from({ length: 100 }, (_, index) => index)
    expect(await Promise.all(list.map((n) => run('return input * input', { input: n })))).toEqual(list.map((n) => n * n))
  })

  it('turns away what runs and waits when it closes', async () => {
    const closing = new ScriptPool(new URL('./script-worker.ts', import.meta.url), 1)
    const script = { code: 'for (;;) {}', input: null, timeoutMs: 60_000, memoryMb: 64, signal: new AbortController().signal, mask: (text: string) => text, log: () => {} }
    const ends = Promise.allSettled([closing.run(script), closing.run(script)])
    await closing.close()
    expect((await ends).map((end) => end.status)).toEqual(['rejected', 'rejected'])
    await expect(closing.run(script)).rejects.toThrow('stopped')
  })
})

describe('a secret in a script', () => {
  const secret = 'correct-horse-battery'
  const mask = (text: string): string => text.replaceAll(secret, '•••')

  it('is masked before a long error is cut', async () => {
    await expect(run(`throw new Error('x'.repeat(3980) + '${secret}' + 'y'.repeat(100))`, { mask })).rejects.toThrow(/x•••y{5,}/)
    await expect(run(`throw 'x'.repeat(3980) + '${secret}' + 'y'.repeat(100)`, { mask })).rejects.toThrow(/x•••y{3,}/)
  })

  it('is masked before a long line is cut', async () => {
    const lines: string[] = []
    await run(`console.log('x'.repeat(${MAX_LOG_LINE - 5}) + '${secret}' + 'y'.repeat(100))`, { mask, lines })
    expect(lines.join()).toMatch(/x•••yy … \(cut, /)
  })
})
