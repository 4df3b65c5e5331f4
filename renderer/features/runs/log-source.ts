import type { LogLine } from '../../../engine/contract/log'

/** A log as a pane draws it: rows that may have to be read first. */
export interface LogSource {
  /** Changes with what is shown: another step, another run. */
  readonly key: string
  readonly rows: number
  readonly lineAt: (row: number) => LogLine | undefined
  /** The line number of a row, known even before its text is. */
  readonly seqAt: (row: number) => number
  /** The row of a line; null when it lies outside what is shown. */
  readonly rowOf: (seq: number) => number | null
  /** First and last row on screen: what is missing there is read. */
  readonly look: (first: number, last: number) => void
  /** Makes `rowOf` find this line. */
  readonly reveal: (seq: number | 'end') => void
  /** More lines before the first row, and after the last. */
  readonly earlier: boolean
  readonly later: boolean
  /** Lines may still come. */
  readonly live: boolean
  /** Nothing has been read yet. */
  readonly loading: boolean
  readonly failed: string | null
  /** How far the run's log reaches: what a search must look through. */
  readonly lastSeq: number
  /** A page of what this source shows, for search. */
  readonly read: (afterSeq: number, limit: number, signal: AbortSignal) => Promise<{ readonly lines: readonly LogLine[]; readonly lastSeq: number }>
}
