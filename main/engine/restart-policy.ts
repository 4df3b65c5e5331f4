import type { ErrorCode, ErrorInfo } from '../../engine/contract/errors'

/** Refusals that another start would only repeat: a person has to change something first. */
const FATAL: ReadonlySet<ErrorCode> = new Set(['data_folder_in_use', 'data_folder_unusable', 'database_newer', 'sqlite_too_old', 'storage_corrupt'])

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

/** An engine that lived this long was well; what ends it afterwards starts the waits anew. */
const WELL_AFTER_MS = 30_000

export interface EngineEnd {
  /** What it said before it ended; null when it ended without a word. */
  readonly refusal: ErrorInfo | null
  /** How long it was live; 0 when it never was. */
  readonly liveMs: number
  /** Ends in a row before this one, none of which came after a time of being well. */
  readonly endsBefore: number
}

export type AfterEnd =
  | { readonly kind: 'stay-down' }
  /** `endsInRow` is `endsBefore` of the next end. */
  | { readonly kind: 'restart'; readonly inMs: number; readonly endsInRow: number }

/** What to do about an engine that ended by itself. */
export function afterEnd({ refusal, liveMs, endsBefore }: EngineEnd): AfterEnd {
  if (refusal !== null && FATAL.has(refusal.code)) return { kind: 'stay-down' }
  const before = liveMs >= WELL_AFTER_MS ? 0 : endsBefore
  return { kind: 'restart', inMs: Math.min(FIRST_WAIT_MS * 2 ** before, LONGEST_WAIT_MS), endsInRow: before + 1 }
}
