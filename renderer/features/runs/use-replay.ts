import { useCallback, useEffect, useMemo, useState } from 'react'
import type { RunEvent } from '../../../engine/contract/events'
import { useAttached } from '../../engine/engine-provider'
import type { Attached } from '../../engine/link-store'
import { useLatest } from '../../lib/use-latest'
import { type History, MOST_EVENTS, seqAtTime, viewAt, withEvents } from './replay'
import type { RunView } from './run-view'
import { whyOf } from './why-of'

/** Where someone wants to look: an event by its number, or the moment at a time. */
type Wanted = { readonly seq: number } | { readonly at: number }

export interface Past {
  readonly seq: number
  readonly at: number
  readonly view: RunView
  /** What had just happened; null before the first event. */
  readonly event: RunEvent | null
}

export interface Replay {
  /** Null: what is shown is the present. */
  readonly past: Past | null
  /** The event that is shown, or that is on its way while the history is being read. */
  readonly seq: number
  /** On the way to the past: its history is being read. */
  readonly reading: boolean
  readonly failed: string | null
  /** Too many events to look back. */
  readonly tooLong: boolean
  readonly goTo: (wanted: Wanted) => void
  readonly goLive: () => void
}

/** The way back into a run's history, read when it is first asked for. `view` is the run as it stands now. */
export function useReplay(view: RunView): Replay {
  const attached = useAttached()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const [history, setHistory] = useState<History | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const latest = useLatest({ view, history })
  const tooLong = view.lastSeq > MOST_EVENTS
  const looking = wanted !== null
  const runId = view.run.id

  // Each look back reads what has happened since the last one.
  useEffect(() => {
    if (!looking || attached === null || tooLong) return
    const stop = new AbortController()
    const known = latest.current.history?.events.length ?? 0
    readEvents(attached.client, { runId, afterSeq: known, upTo: latest.current.view.lastSeq }, stop.signal).then(
      (more) => {
        if (stop.signal.aborted) return
        setFailed(null)
        setHistory((before) => withEvents(before, latest.current.view, more))
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setFailed(whyOf(thrown))
      },
    )
    return () => stop.abort()
  }, [looking, attached, tooLong, runId, latest])

  const past = useMemo(() => (wanted === null || history === null ? null : pastAt(history, wanted)), [history, wanted])
  return {
    past,
    seq: past?.seq ?? (wanted !== null && 'seq' in wanted ? wanted.seq : view.lastSeq),
    reading: looking && history === null && failed === null,
    failed: looking ? failed : null,
    tooLong,
    goTo: useCallback(
      (next: Wanted) => {
        const end = latest.current.view.lastSeq
        setWanted('seq' in next ? (next.seq >= end ? null : { seq: Math.max(0, next.seq) }) : next)
      },
      [latest],
    ),
    goLive: useCallback(() => {
      setWanted(null)
      setFailed(null)
    }, []),
  }
}

function pastAt(history: History, wanted: Wanted): Past | null {
  const { events } = history
  const seq = Math.min(events.length, 'seq' in wanted ? wanted.seq : seqAtTime(events, wanted.at))
  const view = viewAt(history, seq)
  const event = events[seq - 1] ?? null
  if (view === null) return null
  const moment = event?.at ?? view.run.createdAt
  return { seq, at: 'at' in wanted ? Math.max(moment, wanted.at) : moment, view, event }
}

type Span = { readonly runId: string; readonly afterSeq: number; readonly upTo: number }

/** The events of the span; the stream would go on to follow the run, so it is left when it has told them. */
async function readEvents(client: Attached['client'], { runId, afterSeq, upTo }: Span, signal: AbortSignal): Promise<readonly RunEvent[]> {
  if (afterSeq >= upTo) return []
  const events: RunEvent[] = []
  const enough = new AbortController()
  const leave = () => enough.abort()
  signal.addEventListener('abort', leave)
  try {
    for await (const batch of await client.runs.watch({ runId, afterSeq }, { signal: enough.signal })) {
      for (const event of batch) if (event.seq <= upTo) events.push(event)
      if ((batch.at(-1)?.seq ?? 0) >= upTo) break
    }
  } finally {
    signal.removeEventListener('abort', leave)
    leave()
  }
  return events
}
