import * as z from 'zod'
import { json } from '../../contract/json'
import type { ScriptPool } from '../../connectors/script/script-pool'
import type { StepKind } from '../../ports/step-kind'
import { defineStep } from '../define-step'

export const scriptConfig = z.strictObject({
  code: z
    .string()
    .min(1)
    .max(256 * 1024)
    .describe('The body of a function: `input` is in scope, what it returns is the output.'),
  input: json.default(null).describe('Any value; this is where expressions go.'),
  timeout_ms: z.int().min(1).max(600_000).default(10_000).describe('Time for the script alone, in milliseconds.'),
  memory_mb: z.int().min(16).max(1024).default(64).describe('Memory of the interpreter.'),
})

const scriptOutput = json.describe('What the script returned, as JSON; null when it returned nothing.')

export const scriptStep = (scripts: ScriptPool): StepKind<z.output<typeof scriptConfig>> =>
  defineStep({
    kind: 'script',
    title: 'Run JavaScript',
    summary:
      'Runs the body of a JavaScript function in an interpreter of its own (QuickJS), which has no files, no network, no timers and no way to the machine, within limits of time and memory. `input` is in scope, what is returned becomes the output, and `console` writes to the log. Expressions go into `input`, never into the code.',
    example: `- id: total
  uses: script
  with:
    input: "\${{ steps.orders.output.rows }}"
    code: |
      const sum = input.reduce((all, row) => all + Number(row.amount), 0)
      return { rows: input.length, sum }`,
    config: scriptConfig,
    output: scriptOutput,
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    noExpressions: ['code'],
    async run(config, context) {
      const { code, input, timeout_ms: timeoutMs, memory_mb: memoryMb } = config
      const output = await scripts.run({
        code,
        input,
        timeoutMs,
        memoryMb,
        signal: context.signal,
        mask: (text) => context.mask(text),
        log: (level, text) => context.log(level, text),
      })
      return { kind: 'succeeded', output }
    },
  })
