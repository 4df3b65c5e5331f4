import { createColors } from 'picocolors'
import type { CliContext, CliHost } from '../context'

/** What commands write, and the context in which they do. */
export interface Attached {
  readonly context: CliContext
  /** On stdout. */
  readonly lines: string[]
  /** On stderr. */
  readonly notes: string[]
}

/** For commands that attach to the engine which works on a data folder. */
export function attached({ dataFolder, workers }: Pick<CliHost, 'dataFolder' | 'workers'>): Attached {
  const lines: string[] = []
  const notes: string[] = []
  const write = (text: string) => void lines.push(text)
  const context: CliContext = {
    host: { version: '0.0.0', workers, dataFolder, pageFolder: '', examplesFolder: null },
    terminal: {
      live: false,
      colours: createColors(false),
      columns: 80,
      rows: 24,
      write,
      line: write,
      note: (text) => void notes.push(text),
      drained: () => Promise.resolve(),
      readerGone: new AbortController().signal,
      flushed: () => Promise.resolve(null),
    },
    debug: false,
  }
  return { context, lines, notes }
}
