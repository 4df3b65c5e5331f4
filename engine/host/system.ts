import type { Json } from '../contract/json'
import type { Clock } from '../ports/clock'
import type { Ids } from '../ports/ids'
import type { Logger } from '../ports/logger'
import { orderedIds } from './ordered-ids'

/** The longest time a Node timer can hold (ms); longer waits are made of several. */
const LONGEST_TIMER = 2 ** 31 - 1
/** How much too early a timer may ring by itself (ms). */
const MOST_EARLY = 20

export const systemClock: Clock = {
  now: () => Date.now(),
  callAt(at, callback) {
    let timer: NodeJS.Timeout
    const arm = () => {
      const left = Math.max(0, at - Date.now())
      timer = left > LONGEST_TIMER ? setTimeout(arm, LONGEST_TIMER) : setTimeout(ring, left)
    }
    // Node's timers may ring a millisecond early, and whoever then looks for what is due would find nothing. When much more
    // is missing, the clock was set back meanwhile: the time that was to pass has passed, and what polls must not stand still.
    const ring = () => {
      const early = at - Date.now()
      if (early > 0 && early <= MOST_EARLY) arm()
      else callback()
    }
    arm()
    return () => clearTimeout(timer)
  },
}

export const systemIds: Ids = { next: orderedIds(() => Date.now()), random: () => Math.random() }

/** Characters of a text in a line: sentences carry messages of others, which may have any length. */
const LONGEST_FIELD = 4000

/** One JSON object a line. */
export function lineLogger(write: (line: string) => void): Logger {
  const log =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, Json>> = {}): void => {
      const shown = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' && value.length > LONGEST_FIELD ? `${value.slice(0, LONGEST_FIELD)}…` : value])
      write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...Object.fromEntries(shown) })}\n`)
    }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}

/** Tells each of them. */
export const allLoggers = (...loggers: readonly Logger[]): Logger => ({
  info: (message, fields) => loggers.forEach((logger) => logger.info(message, fields)),
  warn: (message, fields) => loggers.forEach((logger) => logger.warn(message, fields)),
  error: (message, fields) => loggers.forEach((logger) => logger.error(message, fields)),
})
