import type { ErrorInfo } from '../../contract/errors'
import type { ConcurrencySpec } from '../pipelines/spec'

/** An open run of a group that nobody has cancelled. */
export interface GroupRun {
  readonly id: string
  readonly externalId: string
  /** It holds one of the group's places; the others wait for one. */
  readonly admitted: boolean
}

/** What a run's arrival in its group leads to. */
export type Arrival =
  /** The newcomer has a place, or waits for one. */
  | { readonly do: 'nothing' }
  | { readonly do: 'skip'; readonly reason: ErrorInfo }
  /** Another is told to end: the newcomer waits for its place, or it was paused before it had one. */
  | { readonly do: 'cancel_oldest'; readonly runId: string; readonly reason: ErrorInfo }

export interface Newcomer {
  readonly externalId: string
  /** It found a free place. */
  readonly admitted: boolean
}

/** `others` are the runs of the group as far as nobody has cancelled them, oldest first. */
export function onArrival({ limit, overlap }: ConcurrencySpec, newcomer: Newcomer, others: readonly GroupRun[]): Arrival {
  if (overlap === 'queue' || (overlap === 'skip' && newcomer.admitted)) return { do: 'nothing' }
  if (overlap === 'skip') return { do: 'skip', reason: skipped(others.find(({ admitted }) => admitted)) }
  // Whoever has a place needs none of another's; but what was paused before it began would come after it one day, with older input.
  const oldest = others.find(({ admitted }) => !(newcomer.admitted && admitted))
  // Fewer than there are places: somebody is about to leave as it is.
  if (oldest === undefined || others.length < limit) return { do: 'nothing' }
  return {
    do: 'cancel_oldest',
    runId: oldest.id,
    reason: {
      code: 'cancelled',
      message: `Cancelled to make room for ${newcomer.externalId} (overlap: cancel_oldest).`,
      details: { run: newcomer.externalId },
    },
  }
}

function skipped(holder: GroupRun | undefined): ErrorInfo {
  if (holder === undefined)
    return { code: 'run_skipped', message: 'Not run: all places of its group were held by runs that were being cancelled (overlap: skip).' }
  return {
    code: 'run_skipped',
    message: `Not run: ${holder.externalId} was still going on and held a place of its group (overlap: skip).`,
    details: { run: holder.externalId },
  }
}
