import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { LogLine } from '../../../engine/contract/log'
import { useAttached } from '../../engine/engine-provider'
import type { RunLogSource } from './run-log-source'
import type { RunStore } from './run-store'
import { isStepOver } from './run-view'
import { earlierRead, readAhead, stepLogFrom, withEarlier, withLater, withLive, type StepLog } from './step-log'
import { readPage } from './use-run-log'
import { whyOf } from './why-of'

/** A step, or one item of a mapped step by its step run. */
export interface LogOwner {
  readonly stepId: string
  readonly stepRunId: string | null
}

/** Rows from the edge at which more is read. */
const NEAR = 60

/** The log of one step or item. One that has ended is read from its start, one at work from the end of the run's log. */
export function useStepLog(store: RunStore, runId: string, owner: LogOwner): RunLogSource {
  const { stepId, stepRunId } = owner
  const attached = useAttached()
  const lastSeq = useStore(store, ({ log }) => log.lastSeq)
  const live = useStore(store, ({ view }) => !isStepOver(view?.steps.get(stepId)?.status ?? 'pending'))
  const key = `${runId} ${stepId} ${stepRunId ?? ''}`
  const fresh = () => stepLogFrom(live ? store.getState().log.lastSeq : 0)
  const [held, setHeld] = useState<{ readonly key: string; readonly log: StepLog }>(() => ({ key, log: fresh() }))
  const [failed, setFailed] = useState<string | null>(null)
  const [seen, setSeen] = useState({ first: 0, last: 0 })
  const log = held.key === key ? held.log : fresh()
  if (held.key !== key) setHeld({ key, log })
  const update = useCallback(
    (change: (log: StepLog) => StepLog) => setHeld((before) => (before.key === key ? { key, log: change(before.log) } : before)),
    [key],
  )
  const busy = useRef(false)
  const [turn, setTurn] = useState(0)

  const read = useCallback(
    (afterSeq: number, limit: number, signal: AbortSignal) =>
      readPage(attached, (client) => client.runs.log({ runId, afterSeq, limit, stepId, ...(stepRunId === null ? {} : { stepRunId }) }, { signal })),
    [attached, runId, stepId, stepRunId],
  )

  useEffect(
    () =>
      store.onLines((lines) => {
        const first = lines[0]
        const last = lines.at(-1)
        if (first !== undefined && last !== undefined)
          update((before) =>
            withLive(
              before,
              first.seq - 1,
              lines.filter((line) => isOf(line, { stepId, stepRunId })),
              last.seq,
            ),
          )
      }),
    [store, update, stepId, stepRunId],
  )

  const back = log.from > 0 && seen.first < NEAR
  const on = log.to < lastSeq && seen.last >= log.lines.length - NEAR
  useEffect(() => {
    if (attached === null || (!back && !on) || busy.current) return
    busy.current = true
    const request = back ? earlierRead(log) : null
    const next = request ?? readAhead(log.to)
    const { signal } = attached
    void read(next.afterSeq, next.limit, signal)
      .then((page) => {
        setFailed(null)
        update((before) => (request === null ? withLater(before, next, page.lines, Math.max(page.lastSeq, lastSeq)) : withEarlier(before, next, page.lines)))
        return true
      })
      .catch((thrown: unknown) => {
        if (!signal.aborted) setFailed(whyOf(thrown))
        return signal.aborted
      })
      .then((goOn) => {
        busy.current = false
        if (goOn) setTurn((n) => n + 1)
      })
  }, [attached, back, on, log, read, update, lastSeq, turn])

  return useMemo(
    () => ({
      key,
      rows: log.lines.length,
      lineAt: (row) => log.lines[row],
      numberAt: (row) => log.lines[row]?.seq ?? 0,
      rowOf: (seq) => rowOf(log.lines, seq),
      look: (first, last) => setSeen((before) => (before.first === first && before.last === last ? before : { first, last })),
      reveal: (seq) =>
        update((before) =>
          seq === 'end' ? (before.to < lastSeq ? stepLogFrom(lastSeq) : before) : seq > before.from && seq <= before.to ? before : stepLogFrom(seq - 1),
        ),
      earlier: log.from > 0,
      later: log.to < lastSeq,
      live,
      loading: log.lines.length === 0 && (log.from > 0 || log.to < lastSeq),
      failed,
      newest: lastSeq,
      read,
    }),
    [key, log, live, failed, lastSeq, read, update],
  )
}

const isOf = (line: LogLine, { stepId, stepRunId }: LogOwner): boolean => (stepRunId === null ? line.stepId === stepId : line.stepRunId === stepRunId)

function rowOf(lines: readonly LogLine[], seq: number): number | null {
  let low = 0
  let high = lines.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = lines[middle]?.seq ?? 0
    if (found === seq) return middle
    if (found < seq) low = middle + 1
    else high = middle - 1
  }
  return null
}
