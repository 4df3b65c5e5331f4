import type { Why } from '../../../../engine/contract/why'
import { useQuery } from '../../../engine/use-query'
import { useWallClock } from '../../../lib/use-now'
import { getWhy } from '../run-queries'
import type { RunView } from '../run-view'
import { useCalm } from '../use-calm'
import { isSimplyAtWork, mayWait } from './at-work'

/** What a run waits for, and each of its open steps. */
export interface RunWhy {
  readonly why: Why | null
  readonly steps: readonly Why[]
}

export const NO_WHY: RunWhy = { why: null, steps: [] }

/** Times in the sentences move, and other runs take and leave places of which this run hears nothing. */
const WAITING_MS = 3000
/** A step at work is stuck only after a long time. */
const WORKING_MS = 30_000
const EVENTS_MS = 2000

/** Asked anew when the run's events come, and now and then; not of a run that is over or looked at as it was. */
export function useWhy(view: RunView, looksBack: boolean): RunWhy {
  const asks = !looksBack && mayWait(view)
  const works = isSimplyAtWork(view)
  const turn = Math.floor(useWallClock(!asks ? null : works ? WORKING_MS : WAITING_MS) / 1000)
  const seq = useCalm(view.lastSeq, EVENTS_MS)
  const { data } = useQuery(getWhy, asks ? { run: view.run.id, version: works ? `${turn}` : `${turn} ${seq}` } : null, { keepPrevious: true })
  return asks && data !== undefined ? data : NO_WHY
}
