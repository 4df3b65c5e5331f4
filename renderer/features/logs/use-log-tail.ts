import { useCallback, useEffect, useMemo, useState } from 'react'
import type { PlacedLogLine } from '../../../engine/contract/log'
import type { LogSource } from '../../components/log/log-source'
import { callFailure, type CallFailure } from '../../engine/call-failure'
import { useAttached } from '../../engine/engine-provider'
import { useStream, type StreamState } from '../../engine/use-stream'
import { type LineList, lineAt, NO_LINES, numberAt, rowOfNumber } from './line-list'
import { filterFromLogQuery, logQueryFromSearch, searchFromLogQuery, type LogQuery } from './log-query'
import { type LogTail, tailOf, withAnswer, withHeard } from './log-tail'
import { createNameKeeper } from './name-keeper'

/** Lines that one search gives at most. */
const PAGE = 1000
/** Rows from the first at which older ones are read. */
const NEAR = 60
/** Between one search and the next (ms): what came is drawn, and the engine does other work too. */
const BREATH_MS = 30

export interface LogTailRead {
  readonly source: LogSource
  readonly list: LineList
  /** Null: nothing was read yet. */
  readonly tail: LogTail | null
  /** A search is under way, or the next one will be by itself. */
  readonly searching: boolean
  /** Why nothing could be read, or nothing older. */
  readonly failed: CallFailure | null
  readonly stream: StreamState
  /** Ends going back by itself. */
  readonly stop: () => void
  /** Goes on, once stopped or failed. */
  readonly goOn: () => void
}

interface Held {
  readonly key: string
  readonly tail: LogTail
  /** The newest place when it began: what is written after it is heard. */
  readonly newest: number
}

/** The log of all runs that match: the newest lines, older ones as they are looked at, and each new one. */
export function useLogTail(query: LogQuery, following: boolean): LogTailRead {
  const attached = useAttached()
  const asked = searchFromLogQuery(query)
  const filter = useMemo(() => filterFromLogQuery(logQueryFromSearch(asked)), [asked])
  const [round, setRound] = useState(0)
  const key = `${round} ${asked}`
  const [held, setHeld] = useState<Held | null>(null)
  const [failed, setFailed] = useState<{ readonly key: string; readonly failure: CallFailure } | null>(null)
  const [stopped, setStopped] = useState<string | null>(null)
  const [seen, setSeen] = useState({ key, first: 0 })
  const [keep] = useState(createNameKeeper)

  const mine = held?.key === key ? held : null
  const tail = mine?.tail ?? null
  const list = tail?.list ?? NO_LINES
  const failure = failed?.key === key ? failed.failure : null
  const begun = mine !== null
  const before = tail?.before ?? null
  const inSight = (seen.key === key ? seen.first : 0) < NEAR
  const searching = failure === null && stopped !== key && (!begun || (before !== null && inSight))

  useEffect(() => {
    if (!searching || attached === null) return
    const stop = new AbortController()
    const read = async () => {
      try {
        const answer = await attached.client.logs.search({ ...filter, limit: PAGE, ...(before === null ? {} : { before }) }, { signal: stop.signal })
        if (stop.signal.aborted) return
        const kept = { ...answer, lines: keep(answer.lines) }
        setHeld((now) => (now?.key === key ? { ...now, tail: withAnswer(now.tail, kept) } : { key, tail: tailOf(kept), newest: answer.newest }))
      } catch (thrown) {
        if (!stop.signal.aborted && !attached.signal.aborted) setFailed({ key, failure: callFailure(thrown) })
      }
    }
    const timer = setTimeout(() => void read(), begun ? BREATH_MS : 0)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [attached, searching, begun, before, filter, key, keep])

  const stream = useStream<HeardBatch>({
    key: mine === null ? null : `log ${key}`,
    afterSeq: mine?.newest ?? 0,
    open: async (client, afterPlace, signal) => wholeBatches(await client.logs.watch({ ...filter, afterPlace }, { signal })),
    onItems: (batches) => {
      const lines = keep(batches.flatMap((batch) => batch.lines))
      setHeld((now) => (now?.key === key ? { ...now, tail: withHeard(now.tail, lines, following) } : now))
    },
  })

  const look = useCallback((first: number) => setSeen((last) => (last.key === key && last.first === first ? last : { key, first })), [key])
  const unseen = tail?.unseen ?? null
  const source = useMemo(
    (): LogSource => ({
      key,
      rows: list.rows,
      lineAt: (row) => lineAt(list, row),
      numberAt: (row) => numberAt(list, row),
      rowOf: (number) => rowOfNumber(list, number),
      look,
      // The newest lines were let go for older ones: begin anew at the end.
      reveal: (number) => number === 'end' && unseen !== null && setRound((n) => n + 1),
      earlier: before !== null,
      later: unseen !== null,
      live: true,
      newest: numberAt(list, list.rows - 1) + (unseen ?? 0),
    }),
    [key, list, before, unseen, look],
  )
  const stop = useCallback(() => setStopped(key), [key])
  const goOn = useCallback(() => {
    setStopped(null)
    setFailed(null)
  }, [])
  return { source, list, tail, searching, failed: failure, stream, stop, goOn }
}

interface HeardBatch {
  readonly seq: number
  readonly lines: readonly PlacedLogLine[]
}

/** A batch holds whole places, so that the last place of it is where to go on. */
async function* wholeBatches(batches: AsyncIterable<readonly PlacedLogLine[]>): AsyncGenerator<readonly HeardBatch[]> {
  for await (const lines of batches) {
    const last = lines.at(-1)
    if (last !== undefined) yield [{ seq: last.place, lines }]
  }
}
