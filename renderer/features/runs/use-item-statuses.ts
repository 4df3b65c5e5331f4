import { useEffect, useState } from 'react'
import { useAttached } from '../../engine/engine-provider'
import type { Attached } from '../../engine/link-store'
import type { RunStore } from './run-store'
import { whyOf } from './why-of'

const PAGE = 500
/** Longer lists are told by their numbers alone: reading every row would cost more than the picture is worth. */
const READ_UP_TO = 20_000

/** Reads, once and a page at a time, the statuses of a mapped step's items that no event has told. Gives a failure's sentence. */
export function useItemStatuses(store: RunStore, runId: string, stepId: string, total: number): string | null {
  const attached = useAttached()
  const [failed, setFailed] = useState<string | null>(null)
  useEffect(() => {
    if (attached === null || total === 0 || total > READ_UP_TO) return
    const stop = new AbortController()
    readPages({ store, client: attached.client, runId, stepId, total, signal: stop.signal }).then(
      () => setFailed(null),
      (thrown: unknown) => setFailed(stop.signal.aborted || attached.signal.aborted ? null : whyOf(thrown)),
    )
    return () => stop.abort()
  }, [attached, store, runId, stepId, total])
  return failed
}

interface Reading {
  readonly store: RunStore
  readonly client: Attached['client']
  readonly runId: string
  readonly stepId: string
  readonly total: number
  readonly signal: AbortSignal
}

async function readPages({ store, client, runId, stepId, total, signal }: Reading): Promise<void> {
  for (let skip = 0; skip < total && !signal.aborted; skip += PAGE) {
    const known = store.getState().view?.steps.get(stepId)?.items
    if (known != null && !known.codes.subarray(skip, skip + PAGE).includes(0)) continue
    const { items } = await client.runs.items({ runId, stepId, skip, limit: PAGE }, { signal })
    store.dispatch({ type: 'items', stepId, rows: items })
  }
}
