import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConcurrencySpec, PipelineSpec } from '../core/pipelines/spec'
import { toRunPlan } from '../core/runs/run-plan'
import { isRunOver } from '../core/runs/run-state'
import { openDatabase, type OpenDatabase } from '../storage/open-database'
import { aMap, aStep, needs, steadyRetry } from '../testing/builders'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { RigClock } from '../testing/faults/rig-clock'
import { makeRigFolder } from '../testing/faults/make-rig-folder'
import { ScheduledRuntime } from '../testing/faults/scheduled-runtime'
import { checkRows } from '../testing/history/check-rows'
import { checkGroupsOfRuns } from '../testing/history/check-groups-of-runs'
import { rowsReader } from '../testing/history/read-rows'
import { checkGroups, openRunsOf, type GroupRow } from '../testing/random-groups/check-groups'
import { seededBy } from '../testing/random-runs/seed'
import { checkKeys, checkLedger } from '../testing/torture/check-ledger'

const SCHEDULES = Number(process.env['SIGNALBOX_SCHEDULES'] ?? 2000)
const PLACES = 3
const LEASE_MS = 2000
const BEGIN = 1_000_000
const PATIENCE_MS = 60 * 60_000

/** However long the machine sleeps, no step is too slow. */
const KIND = { uses: 'ledger', timeoutMs: PATIENCE_MS }
const CONCURRENCY: ConcurrencySpec = { limit: 1, group: null, overlap: 'queue' }

const spec: PipelineSpec = {
  name: 'scheduled',
  description: '',
  inputs: [],
  outputs: null,
  steps: [
    aStep('first', KIND),
    aStep('flaky', { ...KIND, with: { failing_tries: 1 }, needs: needs('first'), retry: steadyRetry(3) }),
    aStep('each', { ...KIND, map: aMap({ over: '[1, 2]' }), needs: needs('first') }),
  ],
  onFailure: [],
  concurrency: CONCURRENCY,
}
const plan = toRunPlan({ spec, number: 1, folder: '/' })

const deed = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'submit' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resize' as const), places: fc.integer({ min: 1, max: PLACES }) }) },
)

const CLEAR = `begin; ${['attempts', 'step_runs', 'run_events', 'log_chunks', 'runs', 'settings'].map((table) => `delete from ${table};`).join(' ')} commit`

let folder: string
let database: OpenDatabase
let onlooker: Database.Database
let dataVersion: Database.Statement
let openRuns: ReturnType<typeof openRunsOf>
let readRows: ReturnType<typeof rowsReader>

beforeAll(async () => {
  folder = makeRigFolder()
  const file = join(folder, 'signalbox.db')
  database = await openDatabase({ file, connect: new FaultyDriver().connect })
  onlooker = new Database(file)
  onlooker.pragma('synchronous = OFF')
  // Changes with each commit of others.
  dataVersion = onlooker.prepare('pragma data_version').pluck()
  openRuns = openRunsOf(onlooker)
  readRows = rowsReader(onlooker)
  await database.unitOfWork.run(async (tx) => {
    await tx.pipelines.insert({
      id: 'pipeline',
      name: spec.name,
      description: '',
      currentVersion: 1,
      folder: '/',
      stepsTotal: spec.steps.length,
      createdAt: 0,
      updatedAt: 0,
    })
    await tx.pipelines.insertVersion({ id: 'version', pipelineId: 'pipeline', number: 1, text: '', spec, hash: '', folder: '/', createdAt: 0 })
  })
})
afterAll(async () => {
  onlooker.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Most arrive. */
const hints = fc.array(
  fc.nat({ max: 3 }).map((number) => number > 0),
  { minLength: 1, maxLength: 20 },
)
/** Fewer than a step may lose attempts. */
const sleeps = fc.uniqueArray(fc.nat({ max: 150 }), { maxLength: 10 })

let made = 0
const ids = { next: () => `id-${String(++made).padStart(9, '0')}`, random: () => 0.5 }

describe('what runs by itself, in any order of what happens', () => {
  it(`ends every run, once, and breaks no rule at any moment (${SCHEDULES} schedules)`, async () => {
    let refused = 0
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(deed, { minLength: 1, maxLength: 2 }), hints, sleeps, async (scheduler, deeds, hints, sleeps) => {
        const clock = new RigClock(BEGIN)
        let open: readonly GroupRow[] = []
        let version: unknown = null
        const look = () => {
          const known = version
          version = dataVersion.get()
          if (version === known) return
          const now = openRuns()
          expect(checkGroups(now, open, CONCURRENCY)).toEqual([])
          open = now
        }
        const runtime = new ScheduledRuntime({ scheduler, clock, stores: database, ids, hints, sleeps, workers: 2, leaseMs: LEASE_MS, places: 2, look })
        const submitted: string[] = []
        const cancelled = new Set<string>()
        const live = async () => {
          await runtime.start()
          await Promise.all(
            deeds.map(async (each) => {
              if (each.do === 'submit') submitted.push(await runtime.submit(spec.name, {}))
              else if (each.do === 'resize') await runtime.resize(each.places)
              else {
                const runId = submitted[each.which]
                if (runId === undefined) return
                cancelled.add(runId)
                await runtime.cancel(runId).catch(() => cancelled.delete(runId))
              }
            }),
          )
          do {
            await runtime.moment()
            if (clock.now > BEGIN + PATIENCE_MS) throw new Error(`these runs never end: ${JSON.stringify(open)}`)
          } while (open.length > 0)
          await runtime.stop()
        }
        try {
          await scheduler.waitFor(live())
          const rows = [...readRows()]
          refused += rows.flatMap(({ events }) => events).filter(({ type }) => type === 'result.refused').length
          expect(rows.map(({ run }) => run.id)).toEqual([...submitted].sort())
          expect(
            rows.flatMap((each) => [
              ...checkRows(each, plan),
              ...checkLedger(
                each,
                plan,
                runtime.calls.filter(({ runId }) => runId === each.run.id),
              ),
            ]),
          ).toEqual([])
          expect([
            ...checkKeys(runtime.calls),
            ...checkGroupsOfRuns(
              rows.map(({ run }) => run),
              () => plan,
            ),
          ]).toEqual([])
          for (const { run } of rows)
            expect(
              isRunOver(run.status) && (cancelled.has(run.id) || run.status === 'succeeded'),
              `${run.id} ended ${run.status}: ${JSON.stringify(run.error)}`,
            ).toBe(true)
        } finally {
          onlooker.exec(CLEAR)
        }
      }),
      { numRuns: SCHEDULES, ...seededBy(process.env['SIGNALBOX_SEED']) },
    )
    // Otherwise no worker ever came too late, and none of this was put to the test.
    expect(refused).toBeGreaterThan(0)
  }, 280_000)
})
