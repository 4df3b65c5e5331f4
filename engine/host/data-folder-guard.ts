import { statSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { UnitOfWork } from '../ports/unit-of-work'

/** What a folder of ours must keep holding. The system lets us go on writing into files that nobody can reach any more. */
const KEPT = ['signalbox.db', 'artifacts'] as const

/** A look costs some microseconds, a transaction not many more. */
const LOOK_AT_MOST_EVERY_MS = 100
const LOOK_AT_LEAST_EVERY_MS = 2000

export interface DataFolderWatch {
  lost(error: EngineError): void
  back(): void
}

/** Notices that the data folder was removed, moved or exchanged under a running engine, and keeps it from confirming what nobody will find. */
export class DataFolderGuard {
  readonly #folder: string
  readonly #clock: Clock
  readonly #known: readonly { readonly name: string; readonly identity: string | null }[]
  #lookedAt: number
  #fault: EngineError | null = null
  /** Whoever was refused meanwhile has told of it. */
  #wasLost = false

  /** What is in the folder now is what must stay. */
  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
    this.#known = KEPT.map((name) => ({ name, identity: identityOf(join(folder, name)) }))
    this.#lookedAt = clock.now()
  }

  /** Null as long as everything is in its place. */
  look(): EngineError | null {
    this.#lookedAt = this.#clock.now()
    const gone = this.#known.find(({ name, identity }) => identityOf(join(this.#folder, name)) !== identity)
    this.#fault = gone === undefined ? null : this.#lost(gone.name)
    this.#wasLost ||= this.#fault !== null
    return this.#fault
  }

  /** The same unit of work, which refuses with `storage_failed` while the folder is lost. */
  protect(unitOfWork: UnitOfWork): UnitOfWork {
    return {
      run: (work) => {
        const fault = Math.abs(this.#clock.now() - this.#lookedAt) < LOOK_AT_MOST_EVERY_MS ? this.#fault : this.look()
        return fault === null ? unitOfWork.run(work) : Promise.reject(fault)
      },
    }
  }

  /** Looks again and again, also while nothing is written. Returns how to stop. */
  watch({ lost, back }: DataFolderWatch): () => void {
    let stop: () => void
    const again = (): void => {
      stop = this.#clock.callAt(this.#clock.now() + LOOK_AT_LEAST_EVERY_MS, () => {
        const fault = this.look()
        if (fault !== null) lost(fault)
        else if (this.#wasLost) {
          this.#wasLost = false
          back()
        }
        again()
      })
    }
    again()
    return () => stop()
  }

  #lost(name: string): EngineError {
    return new EngineError(
      'storage_failed',
      `${join(this.#folder, name)} was removed or exchanged while Signalbox worked with it, so nothing more is stored. Put the folder ${this.#folder} back as it was, and work goes on by itself; or close Signalbox and start it again to work with what is there now.`,
    )
  }
}

/** Which file it is, whatever its name; null when there is none. */
function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    // Gone, or out of reach: lost in either case.
    return null
  }
}
