import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { RigClock } from './rig-clock'

export interface TimeOptions {
  readonly clock: RigClock
  /** Grows as long as anything happens. */
  readonly activity: () => number
  /** At this time (epoch ms) nobody waits any longer. */
  readonly until: number
  readonly signal: AbortSignal
  /** Time stands still meanwhile, as while an engine looks at files when it starts: that takes none of its own time. */
  readonly held?: () => Promise<unknown> | null
}

/** Turns of the event loop in which nothing happens, until the next timer rings. */
const QUIET_TURNS = 4

/** Whoever waits for a thread leaves it the processor (ms). */
const THREAD_TURN_MS = 1

/** Lets time jump to the next timer whenever nobody has anything else to do. Ends when told to; throws when the time has come. */
export async function letTimePass({ clock, activity, until, signal, held = () => null }: TimeOptions): Promise<void> {
  let seen = -1
  let quiet = 0
  while (!signal.aborted) {
    await held()
    await (waitsFor('MessagePort') ? sleep(THREAD_TURN_MS) : turn())
    const now = activity() + clock.activity
    if (now !== seen || held() !== null || waitsFor('FSReq') || waitsFor('MessagePort')) {
      seen = now
      quiet = 0
    } else if (++quiet >= QUIET_TURNS) {
      quiet = 0
      if (clock.now > until) throw new Error('nothing more will happen')
      clock.next()
    }
  }
}

/** `FSReq`: for files; `MessagePort`: for a thread that owes an answer. */
const waitsFor = (what: string): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith(what))
