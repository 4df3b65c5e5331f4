import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import type { Json, JsonObject } from '../contract/json'
import type { RunDetail } from '../contract/run'
import { isRunOver } from '../core/runs/run-state'
import { createEngine, type Engine, type EngineConfig, type EngineWorkers } from '../host/create-engine'
import { lineLogger } from '../host/system'
import type { StepContext, StepKind, StepOutcome } from '../ports/step-kind'

export type Behaviour = (args: JsonObject, context: StepContext) => Promise<StepOutcome> | StepOutcome

/** One call of a `probe` step. */
export interface ProbeCall {
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  readonly key: string
  readonly args: JsonObject
}

const probeConfig = z.looseObject({ do: z.string() })

/** A real engine on a data folder of its own, with a step kind `probe` whose behaviours the test defines. */
export interface EngineHarness {
  readonly engine: Engine
  readonly dataFolder: string
  /** Every call of a probe step, in order. */
  readonly calls: readonly ProbeCall[]
  readonly log: readonly string[]
  /** Saves the text and starts a run of it. */
  start(text: string, input?: JsonObject, options?: { idempotencyKey?: string }): Promise<string>
  /** Resolves when the run has ended. */
  ended(runId: string): Promise<RunDetail>
  run(text: string, input?: JsonObject): Promise<RunDetail>
  stop(): Promise<void>
}

export const succeed = (output: Json = null): StepOutcome => ({ kind: 'succeeded', output })
export const fail = (message: string, retryable = false): StepOutcome => ({ kind: 'failed', code: 'step_failed', message, retryable })

/** The workers as they lie in the sources; Node 24 runs them as they are. */
export const workerSources: EngineWorkers = {
  script: new URL('../connectors/script/script-worker.ts', import.meta.url),
  document: new URL('../connectors/documents/document-worker.ts', import.meta.url),
  storage: new URL('../storage/soundness/storage-worker.ts', import.meta.url),
  writes: new URL('../storage/writing/write-worker.ts', import.meta.url),
}

export interface HarnessOptions {
  readonly behaviours: Readonly<Record<string, Behaviour>>
  /** Kept when the harness stops; a new folder, removed in the end, unless given. */
  readonly dataFolder?: string
  readonly config?: Partial<EngineConfig>
}

export async function startEngine({ behaviours, dataFolder: given, config }: HarnessOptions): Promise<EngineHarness> {
  const dataFolder = given ?? (await mkdtemp(join(tmpdir(), 'signalbox-test-')))
  const calls: ProbeCall[] = []
  const log: string[] = []
  const engine = await createEngine({
    dataFolder,
    version: '0.0.0',
    examplesFolder: null,
    workers: workerSources,
    logger: lineLogger((line) => log.push(line)),
    extraKinds: [probeKind(behaviours, calls)],
    ...config,
  })
  const { client } = engine
  const start: EngineHarness['start'] = async (text, input = {}, options = {}) => {
    const { name } = await client.pipelines.save({ text })
    const { runId } = await client.runs.start({ pipeline: name, input, ...options })
    return runId
  }
  const ended = async (runId: string) => {
    for await (const _batch of await client.runs.watch({ runId })) {
      // The stream ends with the run.
    }
    const run = await client.runs.get({ run: runId })
    if (!isRunOver(run.status)) throw new Error(`the stream of ${run.externalId} ended while it was ${run.status}`)
    return run
  }
  return {
    engine,
    dataFolder,
    calls,
    log,
    start,
    ended,
    run: async (text, input) => ended(await start(text, input)),
    async stop() {
      await engine.stop(200)
      if (given === undefined) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

function probeKind(behaviours: Readonly<Record<string, Behaviour>>, calls: ProbeCall[]): StepKind<z.infer<typeof probeConfig>> {
  return {
    kind: 'probe',
    title: 'Probe',
    summary: 'Does what a test says.',
    example: 'uses: probe\nwith: { do: nothing }',
    config: probeConfig,
    output: z.json(),
    defaults: { timeoutMs: 30_000, queue: 'default', onLost: 'retry' },
    /** `lane` of `with`, as it stands. */
    lane: ({ lane }) => (typeof lane === 'string' ? lane : null),
    async run({ do: name, ...rest }, context) {
      const args = z.record(z.string(), z.json()).parse(rest) as JsonObject
      calls.push({ runId: context.runId, stepId: context.stepId, itemIndex: context.itemIndex, attempt: context.attempt, key: context.idempotencyKey, args })
      const behaviour = behaviours[name]
      if (behaviour === undefined) throw new Error(`the test defines no behaviour "${name}"`)
      return behaviour(args, context)
    },
  }
}

/** Resolves when `holds` does; fails when it does not within `ms`. Looks often, waits for nothing longer than it must. */
export async function eventually(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const until = Date.now() + ms
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`still not so after ${ms} ms: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
