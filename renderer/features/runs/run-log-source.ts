import type { LogLine } from '../../../engine/contract/log'
import type { LogSource } from '../../components/log/log-source'

/** The log of a run, or of a step: rows are numbered by `seq`. */
export interface RunLogSource extends LogSource {
  /** Nothing has been read yet. */
  readonly loading: boolean
  readonly failed: string | null
  /** A page of what this source shows, for search. */
  readonly read: (afterSeq: number, limit: number, signal: AbortSignal) => Promise<{ readonly lines: readonly LogLine[]; readonly lastSeq: number }>
}
