import type { RelatedRun } from '../../../../engine/contract/rerun'
import type { RunDetail } from '../../../../engine/contract/run'

type Family = Pick<RunDetail, 'id' | 'origin' | 'related'>

/** The run that this one was made from, when it is still there. */
export const originOf = ({ origin, related }: Family): RelatedRun | null => (origin === null ? null : (related.find(({ runId }) => runId === origin.runId) ?? null))

/** The runs that were made from this one. */
export const madeFrom = ({ id, related }: Family): readonly RelatedRun[] => related.filter(({ originRunId }) => originRunId === id)

/** "first run", "retry of SBX-12". */
export function kinWords({ kind, originRunId }: RelatedRun, related: readonly RelatedRun[]): string {
  if (kind === null) return 'first run'
  const origin = related.find(({ runId }) => runId === originRunId)
  return `${kind} of ${origin === undefined ? 'a run that is gone' : origin.externalId}`
}
