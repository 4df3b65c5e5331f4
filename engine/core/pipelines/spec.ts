import type { JsonObject } from '../../contract/json'
import type { NeedOutcome, PipelineInput } from '../../contract/pipeline'
import type { RetryPolicy } from '../retries/retry-policy'

/** A pipeline file, understood: every default filled in, every duration in milliseconds. Immutable; kept with each version. */
export interface PipelineSpec {
  readonly name: string
  readonly description: string
  readonly inputs: readonly PipelineInput[]
  /** What a successful run gives out; may hold `${{ }}`. Null when the file has no `outputs`. */
  readonly outputs: JsonObject | null
  /** In the order of the file. */
  readonly steps: readonly StepSpec[]
  /** Run once at the end of a run in which a step failed; they need each other and no other steps. */
  readonly onFailure: readonly StepSpec[]
  /** How many runs go on at once; null when that is not limited. */
  readonly concurrency: ConcurrencySpec | null
}

/** What becomes of a run that finds no place in its group: it waits, ends at once, or makes the oldest one end. */
export const OVERLAPS = ['queue', 'skip', 'cancel_oldest'] as const
export type Overlap = (typeof OVERLAPS)[number]

export interface ConcurrencySpec {
  /** Runs of one group that go on at the same time. */
  readonly limit: number
  /** A text that may hold `${{ }}` of inputs; runs for which it comes to the same are a group. Null: all of the pipeline. */
  readonly group: string | null
  readonly overlap: Overlap
}

export interface StepSpec {
  readonly id: string
  readonly name: string
  readonly uses: string
  /** May hold `${{ }}`; rendered anew for each attempt. */
  readonly with: JsonObject
  readonly needs: readonly Need[]
  /** A bare expression; false skips the step. */
  readonly if: string | null
  readonly map: MapSpec | null
  readonly queue: string
  /** Per attempt. */
  readonly timeoutMs: number
  readonly retry: RetryPolicy
  /** What follows when an attempt died with its worker: another try, a failure, or a question to a person. */
  /** Null when it does its work each time. */
  readonly cache: CacheSpec | null
  readonly onLost: 'retry' | 'fail' | 'ask'
  /** Line (from 1) of the file on which the step starts. */
  readonly line: number
}

export interface Need {
  readonly step: string
  readonly on: readonly NeedOutcome[]
}

export interface CacheSpec {
  /** May hold `${{ }}`; with what the step is given it decides whether an earlier output is used. */
  readonly key: string
  readonly ttlMs: number
}

export interface MapSpec {
  /** A bare expression that gives a list. */
  readonly over: string
  readonly maxParallel: number
  /** fail: the first item that fails for good fails the step. continue: its place in the output is null. */
  readonly onItemError: 'fail' | 'continue'
}

/** The step that a file's `outputs` become: it needs every other, and what it gives out is the run's output. The id is reserved. */
export const OUTPUTS_STEP = 'outputs'

/** What `needs: [a]` means when no outcomes are given. */
export const DEFAULT_NEED_OUTCOMES: readonly NeedOutcome[] = ['succeeded', 'skipped']
