import type { RunRows } from '../history/rows'

/** Which changes of a status have happened, as `running > failed`: of runs and steps by their history, of attempts by their rows. */
export class TransitionsSeen {
  readonly runs = new Set<string>()
  readonly steps = new Set<string>()
  readonly attempts = new Set<string>()
  /** Each run as it was last seen. */
  readonly #known = new Map<string, RunRows>()

  /** After an event. No attempt is ever removed, and each stays in its place. */
  look(all: readonly RunRows[]): void {
    for (const rows of all) {
      const known = this.#known.get(rows.run.id)
      if (known === rows) continue
      this.#known.set(rows.run.id, rows)
      if (known !== undefined) this.#compare(known.attempts, rows.attempts)
    }
  }

  #compare(before: RunRows['attempts'], now: RunRows['attempts']): void {
    for (let index = 0; index < before.length; index++) {
      const was = before[index]
      const is = now[index]
      if (was !== is && was !== undefined && is !== undefined && was.status !== is.status) this.attempts.add(`${was.status} > ${is.status}`)
    }
  }

  /** When all have ended. The rows of the next runs have the same ids. */
  ended(all: readonly RunRows[]): void {
    this.#known.clear()
    for (const { events } of all) {
      const steps = new Map<string, string>()
      let run = ''
      for (const event of events) {
        if (event.type === 'run.changed') {
          if (run !== '') this.runs.add(`${run} > ${event.status}`)
          run = event.status
        }
        if (event.type === 'step.changed') {
          this.steps.add(`${steps.get(event.stepRunId) ?? 'pending'} > ${event.status}`)
          steps.set(event.stepRunId, event.status)
        }
      }
    }
  }
}

/** Every change that a table allows, in the same words. */
export const allowedBy = (table: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(table).flatMap(([from, all]) => all.map((to) => `${from} > ${to}`))
