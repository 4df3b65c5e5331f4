import { afterAll, describe, expect, it, vi } from 'vitest'
import { ScriptPool } from '../../connectors/script/script-pool'
import { stepContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { scriptStep } from './script-step'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const scripts = new ScriptPool(new URL('../../connectors/script/script-worker.ts', import.meta.url), 2)
afterAll(() => scripts.close())
const kind = scriptStep(scripts)

describeStepKind({
  kind,
  good: [
    { name: 'a value', config: { code: 'return { a: [1, "b", null, input.n] }', input: { n: 2 } } },
    { name: 'nothing', config: { code: ';' } },
  ],
  bad: [
    { name: 'no code', config: {} },
    { name: 'empty code', config: { code: '' } },
    { name: 'no time at all', config: { code: 'return 1', timeout_ms: 0 } },
    { name: 'too much memory', config: { code: 'return 1', memory_mb: 100_000 } },
  ],
  failing: [
    { name: 'throws', config: { code: 'throw new Error("no")' }, code: 'script_failed' },
    { name: 'does not parse', config: { code: 'return (' }, code: 'script_failed' },
    { name: 'never ends', config: { code: 'for (;;) {}', timeout_ms: 100 }, code: 'script_out_of_time' },
    { name: 'hoards', config: { code: 'const a = []; for (;;) a.push(new Array(1000).fill(a.length))', memory_mb: 16 }, code: 'script_out_of_memory' },
  ],
  slow: [{ name: 'a loop', config: { code: 'console.log("up"); for (;;) {}', timeout_ms: 60_000 }, started: ({ lines }) => lines.length > 0 }],
  tooLarge: [{ name: 'a long text', config: { code: 'return "x".repeat(70 * 1024 * 1024)', memory_mb: 512, timeout_ms: 25_000 } }],
})

describe('a script step', () => {
  it('writes to the log of its step', async () => {
    const context = await stepContext()
    await runStep(kind, { code: 'console.warn("careful", input)', input: [1] }, context)
    expect(context.lines).toEqual([{ level: 'warn', text: 'careful [1]' }])
  })

  it('takes no expression into its code', () => {
    expect(kind.noExpressions).toEqual(['code'])
  })
})
