import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import * as z from 'zod'
import type { StepKind } from '../../ports/step-kind'

/** One call that the world outside saw. */
export interface LedgerCall {
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly key: string
  /** Epoch ms. */
  readonly at: number
}

const NO_ITEM = '-'
/** The kind of the steps whose calls are written down. */
export const LEDGER = 'ledger'

const config = z.object({
  /** How long the call takes. */
  work_ms: z.number().default(0),
  /** The first so many attempts fail in a way that can be tried again. */
  failing_tries: z.number().default(0),
  /** After the call the step waits so long, held by nobody. */
  wait_ms: z.number().optional(),
  /** Fails for good. */
  broken: z.boolean().default(false),
  /** The count of the step before. */
  given: z.int().default(0),
  expected: z.int().default(0),
  /** Calls that go by a service take one of its places. */
  service: z.string().optional(),
})

const output = z.object({ attempt: z.int(), count: z.int() })

/**
 * A kind of step whose effect is a line in a file outside the engine: appended with one write, before the step says
 * anything about how it went. What is in the file happened, whatever became of the process.
 */
export function ledgerKind(file: string): { readonly kind: StepKind<z.infer<typeof config>>; close(): void } {
  const descriptor = openSync(file, 'a')
  const kind: StepKind<z.infer<typeof config>> = {
    kind: LEDGER,
    title: 'Write into the ledger',
    summary: 'Appends a line to a file that only the tests know.',
    example: 'uses: ledger',
    config,
    output,
    defaults: { timeoutMs: 60_000, queue: 'default', onLost: 'retry' },
    lane: ({ service }) => (typeof service === 'string' ? `service:${service}` : null),
    async run({ work_ms, failing_tries, wait_ms, broken, given, expected }, { runId, stepId, itemIndex, attempt, idempotencyKey, now, signal }) {
      writeSync(descriptor, `${[runId, stepId, itemIndex ?? NO_ITEM, attempt, idempotencyKey, now()].join(' ')}\n`)
      await pause(work_ms, signal)
      const told = { attempt, count: given + 1 }
      if (given !== expected) return { kind: 'failed', code: 'step_failed', message: `The ledger was given ${given}, not ${expected}.`, retryable: false }
      if (broken) return { kind: 'failed', code: 'step_failed', message: 'The ledger refuses this step.', retryable: false }
      if (attempt <= failing_tries) return { kind: 'failed', code: 'step_failed', message: `The ledger was not ready for try ${attempt}.`, retryable: true }
      if (wait_ms !== undefined) return { kind: 'waiting', until: now() + wait_ms, output: told }
      return { kind: 'succeeded', output: told }
    },
  }
  return { kind, close: () => closeSync(descriptor) }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

export function readLedger(file: string): readonly LedgerCall[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [runId = '', stepId = '', item, attempt, key = '', at] = line.split(' ')
    return { runId, stepId, itemIndex: item === NO_ITEM ? null : Number(item), attempt: Number(attempt), key, at: Number(at) }
  })
}
