import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Json } from '../contract/json'
import type { LogLevel } from '../contract/log'
import type { FlowFacts } from '../core/flow/facts'
import type { ModelUsage, StepContext } from '../ports/step-kind'

/** A context as the engine hands one to a step, with a folder of its own; what the step tells is kept. */
export interface TestContext extends StepContext {
  readonly lines: { readonly level: LogLevel; readonly text: string }[]
  /** Pieces that were streamed. */
  readonly streamed: string[]
  /** What models used, call by call. */
  readonly usages: ModelUsage[]
  /** What was learnt of limits. */
  readonly facts: FlowFacts[]
  /** Jobs that the other side took, and null for each that is over. */
  readonly jobs: Json[]
  readonly abort: AbortController
}

/** What `now` tells, unless a test says otherwise: 2026-01-02T03:04:05Z. */
export const TEST_NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

let contexts = 0

/** Call it inside a test: the folder is removed when the test ends. */
export async function stepContext(change: Partial<StepContext> = {}): Promise<TestContext> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-step-')))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const abort = new AbortController()
  const lines: TestContext['lines'] = []
  const streamed: string[] = []
  const usages: ModelUsage[] = []
  const learnt: FlowFacts[] = []
  const jobs: Json[] = []
  contexts++
  return {
    signal: abort.signal,
    folders: { pipeline: root, run: root, allowed: [root] },
    runId: '01980000-0000-7000-8000-000000000001',
    stepId: 'step',
    itemIndex: null,
    attempt: 1,
    idempotencyKey: `test-${process.pid}-${contexts}`,
    now: () => TEST_NOW,
    mask: (text) => text,
    log: (level, text) => void lines.push({ level, text }),
    stream: (text) => void streamed.push(text),
    used: (usage) => void usages.push(usage),
    learnt: (facts) => void learnt.push(facts),
    jobTaken: async (job) => void jobs.push(job),
    jobOver: async () => void jobs.push(null),
    startRun: async () => ({ runId: '01980000-0000-7000-8000-000000000002', externalId: 'SBX-2', reused: false }),
    ...change,
    lines,
    streamed,
    usages,
    facts: learnt,
    jobs,
    abort,
  }
}
