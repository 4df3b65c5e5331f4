import { describe, expect, it } from 'vitest'
import type { EngineStatus } from '../../engine/contract/events'
import { type TrayFacts, trayModel, type TrayRun } from './tray-model'

const status = (counts: Partial<EngineStatus> = {}): EngineStatus => ({
  health: { state: 'ok' },
  runningRuns: 0,
  queuedRuns: 0,
  waitingRuns: 0,
  pausedRuns: 0,
  queues: [],
  ...counts,
})

const NOTHING: TrayFacts = { engine: 'there', status: status(), atWork: [], failed: [], unseen: { runs: 0, stepsOf: 0 } }

const shows = (facts: Partial<TrayFacts>) => {
  const { state, tooltip } = trayModel({ ...NOTHING, ...facts })
  return `${state}: ${tooltip}`
}

const labels = (facts: Partial<TrayFacts>) => trayModel({ ...NOTHING, ...facts }).menu.map((item) => (item.kind === 'separator' ? '─' : item.label))

const runs = (count: number): TrayRun[] =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, externalId: `SBX-${count - index}`, pipelineName: 'nightly' }))

describe('the tray', () => {
  it.each<[string, Partial<TrayFacts>]>([
    ['idle: The engine is starting', { status: null }],
    ['idle: Nothing is running', {}],
    ['running: 1 run at work', { status: status({ runningRuns: 1 }) }],
    ['running: 4 runs at work', { status: status({ runningRuns: 1, queuedRuns: 1, waitingRuns: 2 }) }],
    ['running: 2 runs waiting', { status: status({ waitingRuns: 2 }) }],
    ['running: 2 runs at work, 1 run paused', { status: status({ runningRuns: 3, pausedRuns: 1 }) }],
    ['idle: 3 runs paused', { status: status({ runningRuns: 3, pausedRuns: 3 }) }],
    ['failed: 1 run failed since you last looked', { unseen: { runs: 1, stepsOf: 0 } }],
    ['failed: 2 runs failed since you last looked. 1 run at work', { unseen: { runs: 2, stepsOf: 1 }, status: status({ runningRuns: 1 }) }],
    ['failed: Steps of 1 run failed since you last looked. 1 run at work', { unseen: { runs: 0, stepsOf: 1 }, status: status({ runningRuns: 1 }) }],
    ['idle: The engine is not running', { engine: 'down', status: status({ runningRuns: 1 }) }],
    ['running: The engine does not answer', { engine: 'silent', status: status({ runningRuns: 1 }) }],
    ['failed: 1 run failed since you last looked. The engine is not running', { engine: 'down', unseen: { runs: 1, stepsOf: 0 } }],
  ])('%s', (expected, facts) => {
    expect(shows(facts)).toBe(expected)
  })
})

describe("the tray's menu", () => {
  it('always offers a new run, the window and the way out', () => {
    expect(trayModel(NOTHING).menu).toEqual([
      { kind: 'action', label: 'New run…', action: { kind: 'open', route: '/pipelines' } },
      { kind: 'action', label: 'Open Signalbox', action: { kind: 'open', route: null } },
      { kind: 'separator' },
      { kind: 'action', label: 'Quit Signalbox', action: { kind: 'quit' } },
    ])
  })

  it('leads to the runs at work and to those that failed last', () => {
    const [one] = runs(1)
    const { menu } = trayModel({
      ...NOTHING,
      status: status({ runningRuns: 1 }),
      atWork: runs(1),
      failed: [{ id: 'f', externalId: 'SBX-7', pipelineName: 'digest' }],
    })
    expect(menu.slice(0, 6)).toEqual([
      { kind: 'heading', label: 'At work' },
      { kind: 'action', label: 'nightly, SBX-1', action: { kind: 'open', route: `/runs/${one?.id}` } },
      { kind: 'separator' },
      { kind: 'heading', label: 'Failed last' },
      { kind: 'action', label: 'digest, SBX-7', action: { kind: 'open', route: '/runs/f' } },
      { kind: 'separator' },
    ])
  })

  it('names five of many, and leads to the others', () => {
    const shown = labels({ status: status({ runningRuns: 12 }), atWork: runs(6) })
    expect(shown.slice(0, 8)).toEqual(['At work', 'nightly, SBX-6', 'nightly, SBX-5', 'nightly, SBX-4', 'nightly, SBX-3', 'nightly, SBX-2', '7 more…', '─'])
    expect(labels({ failed: runs(6) })).not.toContain('nightly, SBX-1')
  })

  it.each<[Partial<EngineStatus>, string[]]>([
    [{}, []],
    [{ runningRuns: 2 }, ['Pause all']],
    [{ runningRuns: 2, pausedRuns: 1 }, ['Pause all', 'Resume all']],
    [{ waitingRuns: 1, pausedRuns: 1 }, ['Resume all']],
  ])('stops all that goes on, and lets it go on: %j', (counts, expected) => {
    const shown = labels({ status: status(counts) })
    expect(shown.filter((label) => label.endsWith(' all'))).toEqual(expected)
    expect(labels({ engine: 'down', status: status(counts) }).filter((label) => label.endsWith(' all'))).toEqual([])
  })

  it('says nothing of runs at work while the engine is down', () => {
    expect(labels({ engine: 'down', status: status({ runningRuns: 1 }), atWork: runs(1) })).not.toContain('At work')
  })
})
