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
      const left = at - Date.now()
      timer = left > LONGEST_TIMER ? setTimeout(arm, LONGEST_TIMER) : setTimeout(callback, Math.max(0, left))
    }
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
