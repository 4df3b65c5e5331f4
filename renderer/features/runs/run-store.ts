import { createStore, type StoreApi } from 'zustand/vanilla'
import type { LogLine } from '../../../engine/contract/log'
import { emptyLog, withLines, type LogBuffer } from './log-buffer'
import { reduceRun, type RunAction } from './run-reducer'
import type { RunView } from './run-view'
import { sameSelection, type Selection } from './selection'

interface RunState {
  /** Null until the run has been read. */
  readonly view: RunView | null
  readonly selection: Selection | null
  /** The whole run's log. */
  readonly log: LogBuffer
}

/** The state of one run's screen. Everything that changes it goes through here. */
export interface RunStore extends StoreApi<RunState> {
  readonly dispatch: (action: RunAction) => void
  readonly select: (selection: Selection | null) => void
  /** Lines that were read around `eye`, the line being looked at. */
  readonly readLines: (lines: readonly LogLine[], eye: number) => void
  /** Lines as the run writes them, without gap. */
  readonly hearLines: (lines: readonly LogLine[]) => void
  /** Calls back with what `hearLines` heard. */
  readonly onLines: (listener: (lines: readonly LogLine[]) => void) => () => void
  /** The log is at least this long. */
  readonly logReaches: (lastSeq: number) => void
}

export function createRunStore(selection: Selection | null): RunStore {
  const store = createStore<RunState>()(() => ({ view: null, selection, log: emptyLog(0) }))
  const listeners = new Set<(lines: readonly LogLine[]) => void>()
  const addLines = (lines: readonly LogLine[], eye: number) => store.setState(({ log }) => ({ log: withLines(log, lines, eye) }))
  return {
    ...store,
    dispatch: (action) => store.setState(({ view }) => ({ view: reduceRun(view, action) })),
    select: (next) => store.setState((state) => (sameSelection(state.selection, next) ? state : { selection: next })),
    readLines: addLines,
    hearLines: (lines) => {
      addLines(lines, lines.at(-1)?.seq ?? 1)
      for (const listener of listeners) listener(lines)
    },
    onLines: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    logReaches: (lastSeq) => store.setState(({ log }) => (lastSeq > log.lastSeq ? { log: { ...log, lastSeq } } : {})),
  }
}
