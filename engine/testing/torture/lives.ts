import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineProcess, Surroundings } from './engine-process'
import type { SeededRandom } from './random'

/** How one life of an engine goes. */
export interface Life {
  readonly surroundings?: Surroundings
  /** Ends it. Gives back whether it was still starting; throws what should not have been. `fed`: all that is submitted in this life was answered. */
  end(engine: EngineProcess, fed: Promise<void>): Promise<boolean>
}

export type Lives = (number: number, random: SeededRandom) => Life

/** A quarter of the kills hit within this time (ms) from the start of the process, the rest within this time of its readiness. */
const KILL_WITHIN_MS = { start: 600, work: 150 }

/** `kill -9` at a moment drawn by chance. */
export const killedAtRandom: Lives = (_number, random) => {
  const atStart = random.below(4) === 0
  const delay = random.below(atStart ? KILL_WITHIN_MS.start : KILL_WITHIN_MS.work)
  return {
    async end(engine) {
      if (!atStart) await engine.ready
      await sleep(delay)
      if (!engine.alive) throw new Error('the engine had ended by itself')
      const starting = await isPending(engine.ready)
      await engine.kill()
      return starting
    },
  }
}

export const isPending = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(
      () => false,
      () => false,
    ),
    sleep(0, true),
  ])

/** When a process was stopped, and when it was let go on (epoch ms). */
export interface Stop {
  readonly from: number
  readonly to: number
}

export interface Stops {
  readonly aLife: number
  /** How long one lasts (ms): longer than a lease, or it would show nothing. */
  readonly ms: { readonly least: number; readonly most: number }
  readonly counted: (stop: Stop) => void
}

/** Between two of them a process has so long to work (ms), at most. */
const BETWEEN_STOPS_MS = 120

/** The process stands still and goes on, again and again (SIGSTOP, SIGCONT); then it ends as an app does that is closed. */
export const standsStill =
  ({ aLife, ms, counted }: Stops): Lives =>
  (_number, random) => ({
    async end(engine) {
      await engine.ready
      for (let stop = 0; stop < aLife; stop++) {
        await sleep(random.below(BETWEEN_STOPS_MS))
        engine.signal('SIGSTOP')
        const from = Date.now()
        await sleep(ms.least + random.below(ms.most - ms.least))
        const to = Date.now()
        engine.signal('SIGCONT')
        counted({ from, to })
      }
      const code = await engine.stop()
      if (code !== 0) throw new Error(`the engine did not stop by itself (exit code ${code ?? 'none'})`)
      return false
    },
  })
