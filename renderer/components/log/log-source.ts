import type { LogLine, PlacedLogLine } from '../../../engine/contract/log'

/** A line of one run's log, or of all runs', which says whose it is. */
export type ShownLine = LogLine | PlacedLogLine

/** A log as a list draws it: rows that may have to be read first. Every row has a number that grows downwards and stays its own. */
export interface LogSource {
  /** Changes with what is shown: another step, another run, another search. */
  readonly key: string
  readonly rows: number
  readonly lineAt: (row: number) => ShownLine | undefined
  /** The number of a row, known even before its text is. */
  readonly numberAt: (row: number) => number
  /** The row with this number; null when it lies outside what is shown. */
  readonly rowOf: (number: number) => number | null
  /** First and last row on screen: what is missing there is read. */
  readonly look: (first: number, last: number) => void
  /** Makes `rowOf` find this line. */
  readonly reveal: (number: number | 'end') => void
  /** More lines before the first row, and after the last. */
  readonly earlier: boolean
  readonly later: boolean
  /** Lines may still come. */
  readonly live: boolean
  /** Number of the newest line known to exist. */
  readonly newest: number
}

/** What a list of lines shows between time and text, and what it says of a line where it is pasted. Stable, or every line is drawn anew. */
export interface LogLook {
  /** Grid track of the time. */
  readonly clockTrack: string
  readonly clock: (at: number) => string
  /** Grid tracks of the columns that `cells` fills; empty for none. */
  readonly tracks: string
  /** `repeats`: the line before is of the same run and step. */
  readonly cells: (line: ShownLine, repeats: boolean) => React.ReactNode
  /** Whose line it is: "SBX-12 summarise[36] attempt 1". */
  readonly nameOf: (line: ShownLine) => string
}
