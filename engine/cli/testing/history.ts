import type { RunEvent } from '../../contract/events'
import type { Graph } from '../../contract/pipeline'
import type { GroupWait } from '../../contract/run'
import type { StepChanged } from '../show/run-view'
import { newRunView, type RunView } from '../show/run-view'

/** 12:00:00 here, wherever that is. */
export const NOON = new Date(2026, 0, 1, 12).getTime()

type Change = Partial<StepChanged> & Pick<StepChanged, 'stepId' | 'status'>

/** A run's history for tests: numbered, and timed in seconds after noon. */
export class History {
  #seq = 0

  run(second: number, status: Extract<RunEvent, { type: 'run.changed' }>['status']): RunEvent {
    return { type: 'run.changed', ...this.#place(second), status, error: null }
  }

  step(second: number, change: Change): RunEvent {
    const unchanged = { stepRunId: '', itemIndex: null, attempt: 1, waiting: null, skipReason: null, error: null, items: null, lost: false, reusedFrom: null, reusedItems: null }
    return { type: 'step.changed', ...this.#place(second), ...unchanged, ...change }
  }

  paused(second: number): RunEvent {
    return { type: 'run.paused', ...this.#place(second) }
  }

  resumed(second: number): RunEvent {
    return { type: 'run.resumed', ...this.#place(second) }
  }

  cancelRequested(second: number): RunEvent {
    return { type: 'run.cancel_requested', ...this.#place(second) }
  }

  #place(second: number): { seq: number; at: number } {
    this.#seq += 1
    return { seq: this.#seq, at: NOON + second * 1000 }
  }
}

/** A run of these steps that was stored at noon; a name ending in `*` is a mapped step, one ending in `!` is there for a failure. */
export const runOf = (...names: readonly string[]): RunView => newRunView({ ...storedRun(names), waitsForGroup: null })

/** The same, whose group has no place for it yet. */
export const waitingRunOf = (waitsForGroup: GroupWait, ...names: readonly string[]): RunView => newRunView({ ...storedRun(names), waitsForGroup })

function storedRun(names: readonly string[]) {
  const steps = names.map((name): Graph['steps'][number] => ({
    id: name.replace(/[*!]$/, ''),
    uses: name === 'outputs' ? 'outputs' : 'shell',
    name,
    needs: [],
    mapped: name.endsWith('*'),
    conditional: false,
    onFailure: name.endsWith('!'),
    queue: 'default',
    line: 1,
  }))
  return { externalId: 'SBX-7', pipelineName: 'digest', createdAt: NOON, graph: { steps } }
}
