/** What steps at work have given out so far. Lives in memory: what counts is their output and log. */
export interface LiveTexts {
  /** Null when the step gives nothing out. `text` begins at `offset`, later than 0 when the oldest was dropped. */
  read(stepRunId: string): { readonly attempt: number; readonly offset: number; readonly text: string; readonly over: boolean } | null
}
