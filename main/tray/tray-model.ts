import type { EngineStatus } from '../../engine/contract/events'
import { type PageRoute, runRoute } from '../../preload/contract'
import { runsAtWork } from '../engine/runs-at-work'
import { plural } from '../plural'

/** idle: nothing is at work. failed: something has failed since the person last looked, whatever else goes on. */
export const TRAY_STATES = ['idle', 'running', 'failed'] as const
export type TrayState = (typeof TRAY_STATES)[number]

export interface TrayRun {
  readonly id: string
  readonly externalId: string
  readonly pipelineName: string
}

export interface TrayFacts {
  /** silent: it runs and does not answer. down: it does not come back by itself. */
  readonly engine: 'there' | 'silent' | 'down'
  /** Null before the engine has told it. */
  readonly status: EngineStatus | null
  /** The newest runs at work, and the newest that failed. */
  readonly atWork: readonly TrayRun[]
  readonly failed: readonly TrayRun[]
  /** What failed since the person last looked: runs, and runs of which only steps have failed so far. */
  readonly unseen: { readonly runs: number; readonly stepsOf: number }
}

export type TrayAction = { readonly kind: 'open'; readonly route: PageRoute | null } | { readonly kind: 'pause' | 'resume' | 'quit' }

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: TrayAction }

export interface TrayModel {
  readonly state: TrayState
  readonly tooltip: string
  readonly menu: readonly TrayItem[]
}

const MOST_RUNS = 5
const SEPARATOR: TrayItem = { kind: 'separator' }

/** What the tray shows. */
export function trayModel(facts: TrayFacts): TrayModel {
  const count = runsAtWork(facts.status) - (facts.status?.pausedRuns ?? 0)
  const failures = facts.unseen.runs + facts.unseen.stepsOf
  return {
    state: failures > 0 ? 'failed' : count > 0 && facts.engine !== 'down' ? 'running' : 'idle',
    tooltip: [failureWords(facts.unseen), workWords(facts)].filter((words) => words !== '').join('. '),
    menu: [
      ...(facts.engine === 'down' ? [] : section('At work', facts.atWork, runsAtWork(facts.status))),
      ...section('Failed last', facts.failed, 0),
      ...pausing(facts),
      { kind: 'action', label: 'New run…', action: { kind: 'open', route: '/pipelines' } },
      { kind: 'action', label: 'Open Signalbox', action: { kind: 'open', route: null } },
      SEPARATOR,
      { kind: 'action', label: 'Quit Signalbox', action: { kind: 'quit' } },
    ],
  }
}

/** All that goes on stops, or goes on, at one click; an engine that does not answer could not be told. */
function pausing({ engine, status }: TrayFacts): TrayItem[] {
  if (engine !== 'there' || status === null) return []
  const actions: TrayItem[] = [
    ...(runsAtWork(status) > status.pausedRuns ? [{ kind: 'action', label: 'Pause all', action: { kind: 'pause' } } as const] : []),
    ...(status.pausedRuns > 0 ? [{ kind: 'action', label: 'Resume all', action: { kind: 'resume' } } as const] : []),
  ]
  return actions.length === 0 ? [] : [...actions, SEPARATOR]
}

function failureWords({ runs, stepsOf }: TrayFacts['unseen']): string {
  if (runs > 0) return `${plural(runs, 'run')} failed since you last looked`
  return stepsOf > 0 ? `Steps of ${plural(stepsOf, 'run')} failed since you last looked` : ''
}

function workWords({ engine, status, unseen }: TrayFacts): string {
  if (engine === 'down') return 'The engine is not running'
  if (engine === 'silent') return 'The engine does not answer'
  if (status === null) return 'The engine is starting'
  const count = runsAtWork(status) - status.pausedRuns
  const paused = status.pausedRuns === 0 ? '' : `${plural(status.pausedRuns, 'run')} paused`
  if (count === 0 && paused !== '') return paused
  if (count > 0) return `${plural(count, 'run')} ${status.runningRuns + status.queuedRuns > 0 ? 'at work' : 'waiting'}${paused === '' ? '' : `, ${paused}`}`
  return unseen.runs + unseen.stepsOf > 0 ? '' : 'Nothing is running'
}

/** The newest runs under their heading; `total` counts those that have no place of their own, too. */
function section(heading: string, runs: readonly TrayRun[], total: number): TrayItem[] {
  const shown = runs.slice(0, MOST_RUNS)
  if (shown.length === 0) return []
  const rest = total - shown.length
  return [
    { kind: 'heading', label: heading },
    ...shown.map(({ id, externalId, pipelineName }): TrayItem => ({
      kind: 'action',
      label: `${pipelineName}, ${externalId}`,
      action: { kind: 'open', route: runRoute(id) },
    })),
    ...(rest > 0 ? [{ kind: 'action', label: `${rest} more…`, action: { kind: 'open', route: '/runs' } } as const] : []),
    SEPARATOR,
  ]
}
