import type * as z from 'zod'
import type { ErrorCode } from '../contract/errors'
import type { Json, JsonObject } from '../contract/json'
import type { LogLevel } from '../contract/log'
import type { Usage } from '../contract/model'
import type { StartedRun } from '../contract/run'
import type { Ask } from '../core/approvals/ask'
import type { FlowFacts } from '../core/flow/facts'
import type { RosterName } from '../core/pipelines/kind-rules'

/** What became of an attempt. Kinds return it; what they throw is turned into `failed` by the attempt runner. */
export type StepOutcome =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string; readonly retryable: boolean; readonly details?: Readonly<Record<string, Json>>; /** The other side asked to be left alone so long (ms). */ readonly retryAfterMs?: number }
  /** Nothing is held meanwhile; at the time (epoch ms) the step succeeds with this output. Survives restarts. */
  | { readonly kind: 'waiting'; readonly until: number; readonly output: Json }
  /** A person is asked, and nothing is held meanwhile; the step ends with the answer. */
  | { readonly kind: 'asked'; readonly ask: Ask }
  /** The step ends with the run that `startRun` gave, and nothing is held meanwhile. */
  | { readonly kind: 'child'; readonly runId: string }

/** Why an attempt was told to stop: its run was cancelled for good, or the engine closes and another attempt goes on. */
export type StopReason = 'cancel' | 'shutdown'

/** Folders a step may touch. All absolute, links resolved. */
export interface StepFolders {
  /** Relative paths start here. */
  readonly pipeline: string
  /** The run's own: made for this run, shown with it. */
  readonly run: string
  /** Everything a path may lie under: the two above, and roots that the host adds. */
  readonly allowed: readonly string[]
}

export interface StepContext {
  /** Aborted on cancel and shutdown (its reason is a `StopReason`) and on timeout (an error). When it fires, stop all work and return or throw within a second. */
  readonly signal: AbortSignal
  readonly folders: StepFolders
  readonly runId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
  /** The same on every attempt of this step; send it downstream. */
  readonly idempotencyKey: string
  /** Epoch ms by the engine's clock. */
  now(): number
  /** Adds lines to the run's log; never blocks and never throws. Text with newlines becomes several lines. */
  log(level: LogLevel, text: string): void
  /**
   * The text with secrets masked. What a kind gives out is masked anyway; but whoever cuts a text short calls this first,
   * since half a secret looks like any other text.
   */
  mask(text: string): string
  /**
   * Adds text as it comes, in pieces of any size: shown while the step works, and written to the log line by line.
   * Never blocks and never throws.
   */
  stream(text: string): void
  /**
   * Starts a run of another pipeline as a child of this one, once a step run: another attempt gets the same run, whatever
   * became of it. A child with `waits` is cancelled with this run. Throws `pipeline_not_found`, `input_invalid`, `runs_too_deep`, `waits_for_itself`.
   */
  startRun(request: ChildRunRequest): Promise<StartedRun>
  /**
   * Tells what a reply of the other side said of its limits, so that other attempts in this one's lane wait rather than be
   * refused. A refusal is still for the kind to return as a failure; nothing happens without a lane.
   */
  learnt(facts: FlowFacts): void
  /**
   * The other side works on this from now on, whatever becomes of the attempt; durable when it resolves. When the run is
   * cancelled while no attempt is at work, the kind's `callOff` is given it.
   */
  jobTaken(job: Json): Promise<void>
  /** It does so no more: there is nothing to call off. Need not be told of a job that ends with its step. */
  jobOver(): Promise<void>
  /** Counts what a model used in this attempt, whatever becomes of it; several calls add up. */
  used(usage: ModelUsage): void
}

/** What `callOff` has of an attempt that is over. */
export type CallOffContext = Pick<StepContext, 'signal' | 'now' | 'mask' | 'log'>

export interface ChildRunRequest {
  /** Id or name. */
  readonly pipeline: string
  /** The current one unless given. */
  readonly version?: number | undefined
  readonly input: JsonObject
  /** Whether the step ends with the run. */
  readonly waits: boolean
}

/** `model` is the name in the roster. */
export interface ModelUsage extends Usage {
  readonly model: string
}

/** A finding in `with`: where (dot separated, from its root, empty for the whole) and a sentence. */
export interface TemplateFinding {
  readonly path: string
  readonly message: string
}

/** Limits on what a kind may return; larger is `output_too_large`. */
export const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/**
 * A kind of step: a schema, a handler and a doc. `config` is checked when a file is validated (parts that hold
 * expressions are left out then) and again, complete, before `run`.
 */
export interface StepKind<Config = unknown> {
  readonly kind: string
  /** A few words: `Run a command`. */
  readonly title: string
  /** A paragraph for the reference. */
  readonly summary: string
  /** A complete step in YAML, used in the reference and by completion. */
  readonly example: string
  readonly config: z.ZodType<Config>
  /** JSON Schema of what the step gives out, for the reference. */
  readonly output: z.ZodType
  readonly defaults: {
    /** Per attempt (ms). */
    readonly timeoutMs: number
    readonly queue: string
    /** What to do when an attempt died with its worker: a kind whose effect a person would see twice asks. */
    readonly onLost: 'retry' | 'fail' | 'ask'
  }
  /**
   * Paths of `with` (dot separated, from its root) where `${{ }}` is refused because the text would be run as code.
   */
  readonly noExpressions?: readonly string[]
  /**
   * Paths of `with` (dot separated, from its root) under which `${{ secrets.NAME }}` may stand. Nowhere else does a
   * secret's value go; without this, nowhere.
   */
  readonly secretsIn?: readonly string[]
  /**
   * What only the text of the file can show, such as an expression inside a script body: given `with` as it was written,
   * `${{ }}` unrendered. Called when a file is validated; a finding is an error.
   */
  checkTemplate?(template: JsonObject): readonly TemplateFinding[]
  /**
   * The limited thing that an attempt takes a place of, such as `service:mailer`; read from `with` as it was written,
   * `${{ }}` unrendered. Null: nothing limited, or not known before the expressions are.
   */
  lane?(template: JsonObject): string | null
  /** The key of `with` that names an entry of a roster, so that a file is warned of one that is not there. */
  readonly roster?: { readonly of: RosterName; readonly key: string }
  /** Its run's folder is made before `run`, and links are resolved. */
  readonly usesFolders?: boolean
  run(config: Config, context: StepContext): Promise<StepOutcome>
  /** Tells the other side that nobody wants the outcome of a job any more, as it was given to `jobTaken`. What comes of it goes into the log alone. */
  callOff?(job: Json, context: CallOffContext): Promise<void>
}

/** Kinds by name, closed at start. */
export type StepKinds = ReadonlyMap<string, StepKind>
