import { useCallback, useEffect, useState } from 'react'
import type { StepRun, StepStatus } from '../../../engine/contract/step'
import { useAttached } from '../../engine/engine-provider'
import { useCalm } from './use-calm'
import { whyOf } from './why-of'

const PAGE = 100
/** A list at work changes all the time; what is on screen is read again this often at most (ms). */
const CALM_MS = 600

interface ItemRows {
  readonly total: number | null
  readonly itemAt: (row: number) => StepRun | undefined
  readonly look: (first: number, last: number) => void
  readonly failed: string | null
}

interface Held {
  readonly key: string
  readonly total: number | null
  readonly pages: ReadonlyMap<number, readonly StepRun[]>
}

/** The items of a mapped step, read as they are scrolled to, and again when `revision` says that some went on. */
export function useItems({
  runId,
  stepId,
  statuses,
  revision,
}: {
  readonly runId: string
  readonly stepId: string
  readonly statuses: readonly StepStatus[] | null
  readonly revision: number
}): ItemRows {
  const attached = useAttached()
  const key = `${runId} ${stepId} ${statuses?.join() ?? ''}`
  const [held, setHeld] = useState<Held>({ key, total: null, pages: new Map() })
  const [seen, setSeen] = useState({ first: 0, last: 0 })
  const [failed, setFailed] = useState<string | null>(null)
  const turn = useCalm(revision, CALM_MS)
  const firstPage = Math.floor(seen.first / PAGE)
  const lastPage = Math.floor(seen.last / PAGE)
  const current = held.key === key ? held : { key, total: null, pages: new Map<number, readonly StepRun[]>() }

  useEffect(() => {
    if (attached === null) return
    const stop = new AbortController()
    const read = async () => {
      for (let page = firstPage; page <= lastPage; page += 1) {
        const { items, total } = await attached.client.runs.items(
          { runId, stepId, ...(statuses === null ? {} : { statuses: [...statuses] }), skip: page * PAGE, limit: PAGE },
          { signal: stop.signal },
        )
        if (stop.signal.aborted) return
        setFailed(null)
        setHeld((before) => ({ key, total, pages: new Map(before.key === key ? before.pages : []).set(page, items) }))
      }
    }
    read().catch((thrown: unknown) => setFailed(stop.signal.aborted || attached.signal.aborted ? null : whyOf(thrown)))
    return () => stop.abort()
  }, [attached, key, runId, stepId, statuses, firstPage, lastPage, turn])

  const look = useCallback(
    (first: number, last: number) => setSeen((before) => (before.first === first && before.last === last ? before : { first, last })),
    [],
  )
  return { total: current.total, itemAt: (row) => current.pages.get(Math.floor(row / PAGE))?.[row % PAGE], look, failed }
}
