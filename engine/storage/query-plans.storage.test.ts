import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { sqliteDialect } from './dialects/sqlite'
import { gatherWrites, type GatheredWrites } from './gathered-writes'
import { migrate } from './migrate'
import type { Schema } from './schema'
import { createQueueReads } from './stores/read-queues'
import { createRunReads } from './stores/read-runs'

/** What the engine asks all the time must not get slower as runs pile up: each statement goes by an index that fits it. */

const ran: string[] = []
const database = new Database(':memory:', { verbose: (text) => ran.push(String(text)) })
const dialect = sqliteDialect(database)
const db = new Kysely<Schema>({ dialect: dialect.kysely })

beforeAll(async () => {
  await migrate(db, dialect, async () => undefined)
})

/** How SQLite goes about what `work` asks for. */
async function plansOf(work: () => Promise<unknown>): Promise<string> {
  ran.length = 0
  await work()
  const asked = ran.filter((text) => /^(select|update|insert|delete|with)/i.test(text))
  return asked
    .flatMap((text) =>
      database
        .prepare<[], { detail: string }>(`explain query plan ${text}`)
        .all()
        .map(({ detail }) => detail),
    )
    .join('\n')
}

const place = { runId: 'run', stepId: 'step' }

describe('the plan of', () => {
  const lease = { owner: 'worker', expiresAt: 1000 }
  let gathered: GatheredWrites | null = null
  const stores = () => (gathered ??= gatherWrites(database, db)).stores
  const attempts = () => stores().attempts
  const steps = () => stores().steps
  const queues = () => createQueueReads(database, db)
  const reads = () => createRunReads(database, db)

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'claiming',
      () => attempts().claim('default', 10, lease, 5),
      /SEARCH attempts USING PRIMARY KEY[^]*SEARCH due USING (COVERING )?INDEX attempts_queued \(queue=\?/,
    ],
    [
      'ending an attempt',
      () => attempts().end({ stepRunId: 'step-run', number: 1 }, { status: 'succeeded', error: null, at: 1 }),
      /SEARCH attempts USING PRIMARY KEY \(step_run_id=\? AND number=\?\)/,
    ],
    [
      'renewing a lease',
      () => attempts().renewLeases([{ stepRunId: 'step-run', number: 1 }], lease),
      /SEARCH attempts USING PRIMARY KEY \(step_run_id=\? AND number=\?\)/,
    ],
    [
      'finding attempts without a worker',
      () => queues().expiredAttempts(5, 10),
      /SEARCH attempts USING (COVERING )?INDEX attempts_at_work \(lease_expires_at<\?\)/,
    ],
    ['finding attempts at work', () => queues().attemptsAtWork(10), /USING (COVERING )?INDEX attempts_at_work/],
    ['finding timers that are due', () => queues().dueTimers(5, 10), /SEARCH step_runs USING (COVERING )?INDEX step_runs_timers \(wake_at<\?\)/],
    ['finding the next timer', () => queues().nextTimer(), /USING (COVERING )?INDEX step_runs_timers/],
    [
      'ready steps without an attempt',
      () => queues().readyWithoutAttempt(10),
      /SEARCH runs USING (COVERING )?INDEX runs_status[^]*SEARCH step_runs USING (COVERING )?INDEX step_runs_place/,
    ],
    ['a step of a run', () => steps().ofRun('run', 'step'), /SEARCH step_runs USING INDEX step_runs_place \(run_id=\? AND step_id=\? AND item_index=\?\)/],
    ['dropping items', () => steps().dropItems('parent', 1), /USING PRIMARY KEY/],
    ['cancelling what is idle', () => steps().cancelIdle('run', 1), /SEARCH step_runs USING INDEX step_runs_place \(run_id=\?\)/],
    ['cancelling what is queued', () => attempts().cancelQueued('run', 1), /SEARCH step_runs USING INDEX step_runs_place \(run_id=\?\)/],
    [
      'a run by its idempotency key',
      () => stores().runs.byIdempotencyKey('pipeline', 'key'),
      /SEARCH runs USING INDEX runs_idempotency_key \(pipeline_id=\? AND idempotency_key=\?\)/,
    ],
    ['a run by either id', () => reads().run('SBX-1'), /SEARCH runs USING INDEX runs_external_id/],
    ['the outcomes that an expression uses', () => reads().outcomes('run', ['a']), /SEARCH step_runs USING INDEX step_runs_place/],
    [
      'a page of items',
      () => reads().items(place, null, { skip: 0, limit: 10 }),
      /SEARCH step_runs USING (COVERING )?INDEX step_runs_place \(run_id=\? AND step_id=\? AND item_index>\?\)/,
    ],
    ['new events', () => reads().events('run', 5, 10), /SEARCH run_events USING PRIMARY KEY \(run_id=\? AND seq>\?\)/],
    ['the newest runs', () => reads().runs({}, { skip: 0, limit: 10 }), /SCAN runs USING INDEX sqlite_autoindex_runs_1/],
  ])('%s goes by an index and sorts nothing', async (_what, work, plan) => {
    const chosen = await plansOf(work)
    expect(chosen).toMatch(plan)
    expect(chosen).not.toMatch(/TEMP B-TREE/)
  })

  test('claiming takes the most urgent first, and among those the oldest', async () => {
    const waiting = [
      ['young', 0, 30],
      ['old', 0, 10],
      ['urgent', 5, 40],
      ['later', 9, 900],
    ] as const
    for (const [stepRunId, priority, availableAt] of waiting)
      await attempts().insert({ stepRunId, number: 1, runId: 'run', queue: 'order', priority, availableAt })
    const take = async (limit: number) => (await attempts().claim('order', limit, lease, 100)).map(({ stepRunId }) => stepRunId)
    expect([await take(1), await take(1), await take(5), await take(5)]).toEqual([['urgent'], ['old'], ['young'], []])
  })
})
