import type { LaneState } from '../../contract/queue'
import { visible } from './visible'
import { clock } from './words'

/** How many are at work of those that may be: `2/4`, `2` where as many as like may. */
export const placesWords = ({ running, limit }: Pick<LaneState, 'running' | 'limit'>): string => (limit === null ? String(running) : `${running}/${limit}`)

/** Of one that is left alone for now: `refused a request, and wants to be left alone for a while: until 12:03:04`. */
export const shutWords = (shut: LaneState['shut']): string => (shut === null ? '' : `${visible(shut.because)}: until ${clock(shut.until)}`)
