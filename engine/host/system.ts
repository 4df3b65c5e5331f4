import { v7 } from 'uuid'
import type { Json } from '../contract/json'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'

/** The longest time a Node timer can hold (ms); longer waits are made of several. */
const LONGEST_TIMER = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  callAt(at, callback) {
    let timer: NodeJS.Timeout
    const arm = () => {
      timer = setTimeout(ring, Math.min(Math.max(0, at - Date.now()), LONGEST_TIMER))
    }
    // Node's timers may ring a millisecond early, and whoever then looks for what is due would find nothing.
    const ring = () => (Date.now() >= at ? callback() : arm())
    arm()
    return () => clearTimeout(timer)
  },
}

export const systemIds: Ids = { next: () => v7(), random: () => Math.random() }

/** One JSON object a line. */
export function lineLogger(write: (line: string) => void): Logger {
  const log = (level: string) => (message: string, fields: Readonly<Record<string, Json>> = {}) => write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`)
  return { info: log('info'), warn: log('warn'), error: log('error') }
}
