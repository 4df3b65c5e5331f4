import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { CallFailure } from '../../engine/call-failure'
import { useQuery } from '../../engine/use-query'
import { useStream, type StreamState } from '../../engine/use-stream'
import { getRun } from './run-queries'
import type { RunStore } from './run-store'
import { isRunOver } from './run-view'

interface RunFollowed {
  /** Why the run could not be read. */
  readonly error: CallFailure | undefined
  readonly refresh: () => void
  readonly stream: StreamState
}

/** Where the streams of a run begin. A run that was over when it was read has none. */
interface Following {
  readonly runId: string
  readonly afterSeq: number
  readonly afterLogSeq: number
}

/**
 * Keeps the store at what the engine knows: reads the run, hears every event after that, and its log; reads again after a
 * gap, and when the run is over, for its output.
 */
export function useRun(store: RunStore, run: string): RunFollowed {
  const { data, error, refresh } = useQuery(getRun, run)
  const readAgain = useStore(store, ({ view }) => view?.readAgain ?? null)
  const [following, setFollowing] = useState<Following | null>(null)

  useEffect(() => {
    if (data === undefined) return
    const gap = store.getState().view?.readAgain === 'gap'
    store.dispatch({ type: 'read', detail: data })
    store.logReaches(data.lastLogSeq)
    const fresh = { runId: data.id, afterSeq: data.lastSeq, afterLogSeq: data.lastLogSeq }
    // After a gap the events go on from the snapshot that fills it; the log has none, and goes on as it was.
    setFollowing((before) => (before === null ? (isRunOver(data.status) ? null : fresh) : gap ? { ...before, afterSeq: fresh.afterSeq } : before))
  }, [store, data])

  useEffect(() => {
    if (readAgain !== null) refresh()
  }, [readAgain, refresh])

  const runId = following?.runId ?? ''
  const stream = useStream({
    key: following === null ? null : `events of ${runId} after ${following.afterSeq}`,
    afterSeq: following?.afterSeq ?? 0,
    open: (client, afterSeq, signal) => client.runs.watch({ runId, afterSeq }, { signal }),
    onItems: (events) => store.dispatch({ type: 'events', events }),
  })
  useStream({
    key: following === null ? null : `log of ${runId}`,
    afterSeq: following?.afterLogSeq ?? 0,
    open: (client, afterSeq, signal) => client.runs.watchLog({ runId, afterSeq }, { signal }),
    onItems: store.hearLines,
  })
  return { error, refresh, stream }
}
