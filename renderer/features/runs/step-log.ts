import type { LogLine } from '../../../engine/contract/log'

/**
 * The log of one step, or one item. Its line numbers have gaps, so it is held as one stretch of the run's log, (from, to],
 * within which every line of the step is known, and grows at either end by being read.
 */
export interface StepLog {
  readonly lines: readonly LogLine[]
  readonly from: number
  readonly to: number
}

/** Earlier lines are read by so many numbers at once, which is also the most that one answer may hold. */
const SPAN = 10_000
/** Later lines are read by so many lines. */
const AHEAD = 2000
/** Older ones are let go, and can be read again. */
const MAX_LINES = 100_000

interface LogRead {
  readonly afterSeq: number
  readonly limit: number
}

export const readAhead = (afterSeq: number): LogRead => ({ afterSeq, limit: AHEAD })

/** Nothing known yet: begin at the first line (a step that has ended is read from its start), or at the end of the run's log. */
export const stepLogFrom = (seq: number): StepLog => ({ lines: [], from: seq, to: seq })

/** The read that brings the lines before the first; null when there are none. */
export function earlierRead({ from }: StepLog): LogRead | null {
  return from === 0 ? null : { afterSeq: Math.max(0, from - SPAN), limit: SPAN }
}

export function withEarlier(log: StepLog, read: LogRead, lines: readonly LogLine[]): StepLog {
  if (read.afterSeq >= log.from) return log
  return { lines: [...lines.filter(({ seq }) => seq <= log.from), ...log.lines], from: read.afterSeq, to: log.to }
}

/** `lastSeq`: the newest line of the run when it was read. An answer that is not full has nothing more up to there. */
export function withLater(log: StepLog, read: LogRead, lines: readonly LogLine[], lastSeq: number): StepLog {
  if (read.afterSeq > log.to) return log
  const newest = lines.at(-1)?.seq ?? read.afterSeq
  const reached = lines.length < read.limit ? Math.max(newest, lastSeq) : newest
  return bounded({ lines: [...log.lines, ...lines.filter(({ seq }) => seq > log.to)], from: log.from, to: Math.max(log.to, reached) })
}

/** The run's live lines after `afterSeq`, of which `lines` are the step's. Ignored while the end has not been read. */
export function withLive(log: StepLog, afterSeq: number, lines: readonly LogLine[], lastSeq: number): StepLog {
  if (afterSeq > log.to || lastSeq <= log.to) return log
  return bounded({ lines: [...log.lines, ...lines.filter(({ seq }) => seq > log.to)], from: log.from, to: lastSeq })
}

function bounded(log: StepLog): StepLog {
  if (log.lines.length <= MAX_LINES) return log
  const lines = log.lines.slice(-MAX_LINES * 0.9)
  return { lines, from: (lines[0]?.seq ?? 1) - 1, to: log.to }
}
