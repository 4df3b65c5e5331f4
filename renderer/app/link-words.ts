import type { LampShape } from '../components/statuses'
import type { LinkState } from '../engine/engine-link'

/** How the link reads in the frame. */
export const LINK_WORDS = {
  starting: { lamp: 'running', word: 'starting' },
  live: { lamp: 'succeeded', word: 'live' },
  restarting: { lamp: 'waiting', word: 'reconnecting' },
  down: { lamp: 'failed', word: 'not running' },
} as const satisfies Record<LinkState['state'], { readonly lamp: LampShape; readonly word: string }>
