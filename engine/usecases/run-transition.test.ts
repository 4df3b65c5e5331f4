import { describe, expect, it } from 'vitest'
import { aMap, aStep, needs } from '../testing/builders'
import { placeOf, type RunRows } from '../testing/history/rows'
import type { Chance } from '../testing/random-runs/life'
import { live } from '../testing/random-runs/live'
import { memoryWorld } from '../testing/random-runs/memory-world'
import { dispatchOf, type Fate, type Scenario, type StepFate } from '../testing/random-runs/scenario'
import type { StepSpec } from '../core/pipelines/spec'

/** Cases that any order of events may bring about, and that once went wrong or could. */

const ending = (end: Fate['end'], before: Fate['before'] = []): Fate => ({ before, end })
const fated = (self: Fate, items: readonly Fate[] = []): StepFate => ({ self, items })
const inOrder: Chance = { draws: [0], cancelAfter: null }

const scenarioOf = (steps: readonly StepSpec[], fates: Readonly<Record<string, StepFate>>): Scenario => {
  const spec = { name: 'p', description: '', inputs: [], outputs: null, steps, onFailure: [], concurrency: null }
  const own = { spec, fates: new Map(steps.map(({ id }) => [id, fates[id] ?? fated(ending('succeeded'))])) }
  return { ...own, child: own, runs: 1, lanes: {} }
}

async function rowsAfter(steps: readonly StepSpec[], fates: Readonly<Record<string, StepFate>>, chance: Chance = inOrder): Promise<RunRows> {
  const scenario = scenarioOf(steps, fates)
  const [lived] = await live(memoryWorld([scenario.spec], dispatchOf(scenario)), scenario, chance, () => undefined)
  if (lived === undefined) throw new Error('nothing was started')
  return lived.rows
}
const ends = ({ steps }: RunRows) =>
  Object.fromEntries(steps.map((step) => [placeOf(step), step.skipReason === null ? step.status : `${step.status} (${step.skipReason})`]))

describe('a transition', () => {
  it('counts every step that ends in it: two that are skipped at once are both told to the one that needs both', async () => {
    const rows = await rowsAfter(
      [aStep('bad'), aStep('left', { needs: needs('bad') }), aStep('right', { needs: needs('bad') }), aStep('last', { needs: needs('left', 'right') })],
      { bad: fated(ending('broken')) },
    )
    expect(rows.run.status).toBe('failed')
    expect(ends(rows)).toEqual({ bad: 'failed', left: 'skipped (upstream)', right: 'skipped (upstream)', last: 'skipped (upstream)' })
  })

  it('goes on after a step that would have mended a failure that did not happen', async () => {
    const mend = aStep('mend', { needs: [{ step: 'work', on: ['failed'] }] })
    const rows = await rowsAfter([aStep('work'), mend, aStep('after', { needs: needs('work', 'mend') })], {})
    expect(rows.run.status).toBe('succeeded')
    expect(ends(rows)).toEqual({ work: 'succeeded', mend: 'skipped (not_needed)', after: 'succeeded' })
  })

  it('leaves no item open when the list of a mapped step was read in part, for the last time', async () => {
    const each = aStep('each', { map: aMap(), onLost: 'fail' })
    const rows = await rowsAfter(
      [each],
      { each: fated(ending('succeeded', ['lost']), [ending('succeeded'), ending('succeeded')]) },
      { draws: [2], cancelAfter: null },
    )
    expect(rows.run.status).toBe('failed')
    expect(rows.steps.length).toBeGreaterThan(1)
    expect(new Set(rows.steps.filter(({ itemIndex }) => itemIndex !== null).map(({ status }) => status))).toEqual(new Set(['cancelled']))
  })

  // Replays as SIGNALBOX_SEED=1758615738 before the change that mended it.
  it('begins a run that gets its place in a group from the worker that has just ended another, which takes its first attempt over', async () => {
    const one = scenarioOf([aStep('work')], { work: fated(ending('broken')) })
    const scenario: Scenario = { ...one, spec: { ...one.spec, concurrency: { limit: 1, group: null, overlap: 'queue' } }, runs: 2 }
    const lives = await live(memoryWorld([scenario.spec], dispatchOf(scenario)), scenario, inOrder, () => undefined)
    const submitted = lives.filter(({ origin }) => origin === null)
    expect(submitted).toHaveLength(2)
    for (const { rows } of submitted) {
      expect(rows.run.status).toBe('failed')
      expect(rows.run.startedAt).not.toBeNull()
      expect(rows.events.flatMap((event) => (event.type === 'run.changed' ? [event.status] : []))).toEqual(['queued', 'running', 'failed'])
    }
  })
})
