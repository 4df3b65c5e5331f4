import type { RunStatus } from '../../contract/run-status'
import type { StepStatus } from '../../contract/step'
import type { Colours } from '../terminal'

type Status = RunStatus | StepStatus

interface Lamp {
  /** Each its own, so that colour is never the only sign. */
  readonly shape: string
  readonly colour: 'green' | 'blue' | 'yellow' | 'red' | 'dim'
}

const LAMPS = {
  succeeded: { shape: '●', colour: 'green' },
  running: { shape: '◔', colour: 'blue' },
  waiting: { shape: '◑', colour: 'yellow' },
  failed: { shape: '◆', colour: 'red' },
  queued: { shape: '○', colour: 'dim' },
  pending: { shape: '○', colour: 'dim' },
  ready: { shape: '○', colour: 'dim' },
  skipped: { shape: '◌', colour: 'dim' },
  cancelled: { shape: '⊘', colour: 'dim' },
} as const satisfies Record<Status, Lamp>

export function lamp(status: Status, colours: Colours): string {
  const { shape, colour } = LAMPS[status]
  return colours[colour](shape)
}
