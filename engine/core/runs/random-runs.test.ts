import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEnds } from '../../testing/random-runs/check-ends'
import { momentsOf } from '../../testing/random-runs/check-moment'
import { chance } from '../../testing/random-runs/life'
import { live } from '../../testing/random-runs/live'
import { memoryWorld } from '../../testing/random-runs/memory-world'
import { idleRetry, repairedLife } from '../../testing/random-runs/rare-lives'
import { dispatchOf, scenario } from '../../testing/random-runs/scenario'
import { seededBy } from '../../testing/random-runs/seed'
import { allowedBy, TransitionsSeen } from '../../testing/random-runs/transitions-seen'
import { ATTEMPT_TRANSITIONS } from './attempt-state'
import { RUN_TRANSITIONS } from './run-state'
import { STEP_TRANSITIONS } from './step-state'

describe('runs of any pipelines, in any order of events', () => {
  const seen = new TransitionsSeen()

  it('end, end as foretold, and are consistent with their history and with each other after every event', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, chance, async (random, drawn) => {
        const wrongIn = momentsOf(random)
        const lives = await live(memoryWorld([random.spec, random.child.spec], dispatchOf(random)), random, drawn, (all) => {
          seen.look(all)
          const wrong = wrongIn(all)
          if (wrong.length > 0) expect(wrong).toEqual([])
        })
        seen.ended(lives.map(({ rows }) => rows))
        const wrong = checkEnds(lives)
        if (wrong.length > 0) expect(wrong).toEqual([])
      }),
      { numRuns: 20_000, ...seededBy(process.env['SIGNALBOX_SEED']) },
    )
  }, 600_000)

  it('give a ready step whose attempt is gone another, which waits where its lane is full', async () => {
    const ready = await repairedLife(1)
    const waiting = await repairedLife(0)
    expect([...ready, ...waiting].flatMap(({ steps }) => steps.map(({ status, waitingReason, attempt }) => ({ status, waitingReason, attempt })))).toEqual([
      { status: 'ready', waitingReason: null, attempt: 2 },
      { status: 'waiting', waitingReason: 'slot', attempt: 2 },
    ])
    for (const all of [ready, waiting]) seen.ended(all)
  })

  it('succeed without having begun where an earlier run has done all that is needed', async () => {
    const all = await idleRetry()
    expect(all.map(({ run, steps }) => [run.status, run.startedAt, ...steps.map(({ status }) => status)])).toEqual([
      ['cancelled', 1000, 'succeeded', 'cancelled'],
      ['succeeded', null, 'succeeded', 'skipped'],
    ])
    seen.ended(all)
  })

  // A replay sees but a few.
  it.skipIf(process.env['SIGNALBOX_SEED'] !== undefined)('go every way that the tables allow, so that no entry of them is there for nothing', () => {
    const unused = (table: Readonly<Record<string, readonly string[]>>, used: ReadonlySet<string>) => allowedBy(table).filter((change) => !used.has(change))
    expect({ runs: unused(RUN_TRANSITIONS, seen.runs), steps: unused(STEP_TRANSITIONS, seen.steps), attempts: unused(ATTEMPT_TRANSITIONS, seen.attempts) }).toEqual({ runs: [], steps: [], attempts: [] })
  })
})
