import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineProcess } from './engine-process'
import type { Lives } from './lives'

/** When nothing has happened for so long (ms) after all was submitted, the life had fewer calls than that. */
const QUIET_MS = 400

/** System calls by which a database comes onto the disk. */
export type DiskCalls = 'pwrite64' | 'fsync,fdatasync'

export interface DeathsAtCalls {
  readonly calls: DiskCalls
  /** Only those on this file; on the database file itself they are a checkpoint's. */
  readonly file?: string
  /** Of the first life, from 1. */
  readonly from: number
  /** From one life to the next. */
  readonly step: number
  /** Hears of each life: the call that it was to die at, and whether it got there. */
  readonly lived: (nth: number, died: boolean) => void
}

/** A life ends at such a call, the next one at a later call, and so on; when a life has no more of them, from one of the first again. Needs strace. */
export function diesAtCalls({ calls, file, from, step, lived }: DeathsAtCalls): Lives {
  let next = from
  let rounds = 0
  return () => {
    const nth = next
    next += step
    return {
      surroundings: { wrapper: tracer(calls, nth, file) },
      async end(engine, fed) {
        const starting = await isStillStarting(engine)
        await Promise.race([engine.gone(), fed.then(() => sleep(QUIET_MS))])
        // When it is closed there are calls as well: what is left of the log is worked into the file.
        const died = !engine.alive || (await engine.stop()) === null
        if (!died) next = 1 + (++rounds % step)
        lived(nth, died)
        return starting
      },
    }
  }
}

const tracer = (calls: DiskCalls, nth: number, file: string | undefined): readonly string[] => [
  'strace',
  '-f',
  '-qq',
  '-o',
  '/dev/null',
  ...(file === undefined ? [] : ['-P', file]),
  '-e',
  `trace=${calls}`,
  '-e',
  `inject=${calls}:signal=KILL:when=${nth}`,
]

const isStillStarting = (engine: EngineProcess): Promise<boolean> =>
  engine.ready.then(
    () => false,
    () => true,
  )
