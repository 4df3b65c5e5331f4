import type { RunDetail } from '../../../engine/contract/run'
import { formatDuration } from '../../lib/format-duration'

/** How long something usually takes (ms): half of the last ones, and 19 of 20. */
export interface Usual {
  readonly p50: number
  readonly p95: number
}

/** Null while a step has not succeeded often enough to know. */
export const usualOf = ({ usualSteps }: Pick<RunDetail, 'usualSteps'>, stepId: string): Usual | null => usualSteps.find((one) => one.stepId === stepId) ?? null

/** After a duration: ", usually 1.2 s", or ", longer than the usual 1.2 s". Empty while nothing is usual. */
export function usually(took: number | null, usual: Usual | null): string {
  if (usual === null || took === null) return ''
  return took > usual.p95 ? `, longer than the usual ${formatDuration(usual.p50)}` : `, usually ${formatDuration(usual.p50)}`
}

/** "1.2 s; 19 of 20 within 2.4 s". */
export const usualWords = ({ p50, p95 }: Usual): string => `${formatDuration(p50)}; 19 of 20 within ${formatDuration(p95)}`
