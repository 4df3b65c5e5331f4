import type { ErrorInfo } from '../../contract/errors'
import type { ConcurrencySpec } from '../pipelines/spec'

/** An open run of a group that nobody has cancelled. */
export interface GroupRun {
  readonly id: string
  readonly externalId: string
  /** It holds one of the group's places; the others wait for one. */
  readonly admitted: boolean
}

/** What becomes of a run that found no place in its group. */
export type Arrival =
  | { readonly do: 'wait' }
  | { readonly do: 'skip'; readonly reason: ErrorInfo }
  /** The newcomer waits for the place of another, which is told to end. */
  | { readonly do: 'cancel_oldest'; readonly runId: string; readonly reason: ErrorInfo }

/** `others` are the runs of the group as far as nobody has cancelled them, oldest first. */
export function onArrival({ limit, overlap }: ConcurrencySpec, newcomer: { readonly externalId: string }, others: readonly GroupRun[]): Arrival {
  const [oldest] = others
  if (overlap === 'skip') return { do: 'skip', reason: skipped(others.find(({ admitted }) => admitted)) }
  // Fewer than there are places: somebody is about to leave as it is.
  if (overlap === 'queue' || oldest === undefined || others.length < limit) return { do: 'wait' }
  return {
    do: 'cancel_oldest',
    runId: oldest.id,
    reason: { code: 'cancelled', message: `Cancelled to make room for ${newcomer.externalId} (overlap: cancel_oldest).`, details: { run: newcomer.externalId } },
  }
}

function skipped(holder: GroupRun | undefined): ErrorInfo {
  if (holder === undefined) return { code: 'run_skipped', message: 'Not run: all places of its group were held by runs that were being cancelled (overlap: skip).' }
  return {
    code: 'run_skipped',
    message: `Not run: ${holder.externalId} was still going on and held a place of its group (overlap: skip).`,
    details: { run: holder.externalId },
  }
}
