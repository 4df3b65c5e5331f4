import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { sqliteDialect } from './dialects/sqlite'
import { gatherWrites, type GatheredWrites } from './gathered-writes'
import { migrate } from './migrate'
import type { Schema } from './schema'
import { createApprovalReads } from './stores/read-approvals'
import { createPipelineReads } from './stores/read-pipelines'
import { createQueueReads } from './stores/read-queues'
import { createRunControlReads } from './stores/read-run-control'
import { createAgainReads } from './stores/read-again'
import { createItemReads } from './stores/read-items'
import { createRunReads } from './stores/read-runs'
import { createStatisticReads } from './stores/read-statistics'
import { createVectorReads } from './vectors/read-vectors'
import { aClaim, aNewAttempt } from '../testing/builders'

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
  const asked = ran.filter((text) => /^\s*(select|update|insert|delete|with)/i.test(text))
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
  let gathered: GatheredWrites | null = null
  const stores = () => (gathered ??= gatherWrites(database, db)).stores
  const attempts = () => stores().attempts
  const steps = () => stores().steps
  const queues = () => createQueueReads(database, db)
  const control = () => createRunControlReads(database, db)
  const reads = () => createRunReads(database, db)
  const items = () => createItemReads(database, db)
  const asked = () => createApprovalReads(db)
  const vectors = () => createVectorReads(database, db)

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'claiming',
      async () => {
        // The first builds the clocks; what waits is looked up again when others have changed it.
        await attempts().claim(aClaim())
        await attempts().withdraw({ stepRunId: 'step-run', number: 1 }, 1)
        ran.length = 0
        return attempts().claim(aClaim())
      },
      /USING INDEX attempts_later \(queue=\? AND available_at<\?\)[^]*USING (COVERING )?INDEX attempts_later \(queue=\?\)[^]*USING (COVERING )?INDEX attempts_turns \(queue=\? AND lane>\?\)[^]*USING (COVERING )?INDEX attempts_turns \(queue=\? AND lane=\?\)/,
    ],
    [
      'claiming among lanes',
      async () => {
        await attempts().insert(aNewAttempt('in-a-lane', { queue: 'lanes', lane: 'service:mailer' }))
        ran.length = 0
        await attempts().claim(aClaim({ queue: 'lanes' }))
        gathered?.writeOut()
      },
      /USING COVERING INDEX attempts_lanes \(lane=\? AND status=\?\)[^]*SEARCH attempts USING (COVERING )?INDEX attempts_turns \(queue=\? AND lane=\?\)[^]*SEARCH attempts USING PRIMARY KEY/,
    ],
    ['counting who is in a lane', () => attempts().laneUse('service:mailer', 10), /(USING COVERING INDEX attempts_lanes \(lane=\? AND status=\?[^]*){2}/],
    [
      'ending an attempt',
      () => attempts().end({ stepRunId: 'step-run', number: 1 }, { status: 'succeeded', error: null, at: 1 }),
      /SEARCH attempts USING PRIMARY KEY \(step_run_id=\? AND number=\?\)/,
    ],
    [
      'renewing a lease',
      () => attempts().renewLeases([{ stepRunId: 'step-run', number: 1, expiresAt: 1000 }], 'worker'),
      /SEARCH attempts USING PRIMARY KEY \(step_run_id=\? AND number=\?\)/,
    ],
    [
      'finding attempts without a worker',
      () => queues().expiredAttempts(5, { skip: 0, limit: 10 }),
      /SEARCH attempts USING (COVERING )?INDEX attempts_at_work \(lease_expires_at<\?\)/,
    ],
    ['finding attempts at work', () => queues().attemptsAtWork({ skip: 0, limit: 10 }), /USING (COVERING )?INDEX attempts_at_work/],
    ['finding timers that are due', () => queues().dueTimers(5, 10), /SEARCH step_runs USING (COVERING )?INDEX step_runs_timers \(wake_at<\?\)/],
    ['finding the next timer', () => queues().nextTimer(5), /USING (COVERING )?INDEX step_runs_timers/],
    [
      'ready steps without an attempt',
      () => queues().readyWithoutAttempt({ skip: 0, limit: 10 }),
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
      () => items().items(place, null, { skip: 0, limit: 10 }),
      /SEARCH step_runs USING INDEX step_runs_place \(run_id=\? AND step_id=\? AND item_index>\? AND item_index<\?\)\nSEARCH step_runs USING COVERING INDEX step_runs_place \(run_id=\? AND step_id=\?\)$/,
    ],
    [
      'a page of what items gave out',
      () => items().itemOutcomes('parent', 0, 10),
      /SEARCH step_runs USING INDEX step_runs_place \(run_id=\? AND step_id=\? AND item_index>\? AND item_index<\?\)/,
    ],
    [
      'the steps of a run, however many items lie beside them',
      () => reads().steps('run'),
      /SEARCH step_runs USING INDEX step_runs_place \(run_id=\? AND step_id=\? AND item_index=\?\)[^]*SEARCH step_runs USING COVERING INDEX step_runs_place \(run_id=\? AND step_id>\?\)/,
    ],
    ['the questions that wait', () => asked().approvals({ state: 'open' }, { skip: 0, limit: 10 }), /approvals USING (COVERING )?INDEX approvals_open/],
    ['the questions of a run', () => asked().approvals({ runId: 'run' }, { skip: 0, limit: 10 }), /SEARCH approvals USING INDEX approvals_run \(run_id=\?\)/],
    ['questions that nobody answered in time', () => asked().expiredApprovals(5, 10), /SEARCH approvals USING INDEX approvals_expiring \(expires_at<\?\)/],
    ['the next time at which a question expires', () => asked().nextExpiry(5), /USING (COVERING )?INDEX approvals_expiring/],
    ['answering', () => stores().approvals.answer('id', { status: 'approved', by: 'ada', at: 1, comment: '', answer: null }), /SEARCH approvals USING INDEX sqlite_autoindex_approvals_1 \(id=\?\)/],
    ['withdrawing the questions of a run', () => stores().approvals.withdraw('run', 1), /SEARCH approvals USING INDEX approvals_run/],
    ['the run that a step has started', () => stores().runs.childOf('step-run'), /SEARCH runs USING INDEX runs_parent_step/],
    ['the runs that a run waits for', () => stores().runs.openChildren('run'), /SEARCH runs USING (COVERING )?INDEX runs_parent \(parent_run_id=\?/],
    ['steps whose run has ended', () => asked().waitingForEndedChild({ skip: 0, limit: 10 }), /step_runs USING (COVERING )?INDEX step_runs_on_children/],
    ['new events', () => reads().events('run', 5, 10), /SEARCH run_events USING PRIMARY KEY \(run_id=\? AND seq>\?\)/],
    [
      'a page of vectors',
      () => vectors().vectorPage({ collection: 'docs', after: '', limit: 10, withPayload: false }),
      /SEARCH vectors USING INDEX sqlite_autoindex_vectors_1 \(collection=\? AND id>\?\)/,
    ],
    [
      'a page of vectors to delete',
      () => stores().vectors.payloads('docs', 'a', 10),
      /SEARCH vectors USING INDEX sqlite_autoindex_vectors_1 \(collection=\? AND id>\?\)/,
    ],
    ['holding what is queued', () => attempts().hold('run', 9), /SEARCH step_runs USING INDEX step_runs_place \(run_id=\?\)/],
    ['releasing what is held', () => attempts().release('run', { heldUntil: 9, at: 1 }), /SEARCH step_runs USING INDEX step_runs_place \(run_id=\?\)/],
    [
      'the places of a group, and who gets the next',
      () => stores().runs.groupPlaces({ pipelineId: 'pipeline', groupName: 'group' }),
      /USING (COVERING )?INDEX runs_group \(pipeline_id=\? AND group_name=\? AND admitted_at>\?\)[^]*USING INDEX runs_group \(pipeline_id=\? AND group_name=\? AND admitted_at=\?\)/,
    ],
    [
      'who has the places of a group',
      () => stores().runs.groupHolders({ pipelineId: 'pipeline', groupName: 'group' }, 10),
      /USING (COVERING )?INDEX runs_group \(pipeline_id=\? AND group_name=\? AND admitted_at>\?\)/,
    ],
    ['counting paused runs', () => control().pausedRuns(), /USING COVERING INDEX runs_paused/],
    ['what of a paused run is at work', () => control().stillAtWork('run'), /USING INDEX attempts_at_work/],
    ['groups in which runs wait', () => control().waitingGroups(10), /USING INDEX runs_group/],
    ['the newest runs', () => reads().runs({}, { skip: 0, limit: 10 }), /SCAN runs USING INDEX sqlite_autoindex_runs_1/],
    ['the newest runs of a status', () => reads().runs({ statuses: ['failed'] }, { skip: 0, limit: 10 }), /SEARCH runs USING INDEX runs_status \(status=\?\)/],
    ['the newest runs of a pipeline', () => reads().runs({ pipelineId: 'pipeline' }, { skip: 0, limit: 10 }), /SEARCH runs USING INDEX runs_pipeline \(pipeline_id=\?\)/],
    [
      'runs by text, slice by slice',
      () => reads().runs({ text: 'SBX-9' }, { skip: 0, limit: 10 }),
      /^SEARCH runs USING COVERING INDEX sqlite_autoindex_runs_1 \(id>\? AND id<\?\)\nSEARCH runs USING INDEX sqlite_autoindex_runs_1 \(id>\? AND id<\?\)$/,
    ],
  ])('%s goes by an index and sorts nothing', async (_what, work, plan) => {
    const chosen = await plansOf(work)
    expect(chosen).toMatch(plan)
    expect(chosen).not.toMatch(/TEMP B-TREE/)
  })

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['the last runs of each pipeline', async () => {
        await stores().pipelines.insert({ id: 'pipeline', name: 'a', description: '', currentVersion: 1, folder: '/', stepsTotal: 1, createdAt: 1, updatedAt: 1 })
        return createPipelineReads(db).pipelines()
      }, /SEARCH r USING INDEX sqlite_autoindex_runs_1 \(id=\?\)[^]*SEARCH n USING COVERING INDEX runs_pipeline \(pipeline_id=\?\)/],
    [
      'the runs that one was made from, and those made from it',
      () => createAgainReads(database, db).relatedRuns('run'),
      /SEARCH runs USING INDEX runs_origin \(origin_run_id=\?\)\nSCAN family\nSEARCH runs USING INDEX sqlite_autoindex_runs_1 \(id=\?\)/,
    ],
    ['who stands ahead of a run in its group', () => control().groupStanding({ id: 'run', pipelineId: 'pipeline', groupName: 'group', priority: 0 }), /^SEARCH runs USING INDEX runs_group \(pipeline_id=\? AND group_name=\?[^]*\nSEARCH runs USING INDEX runs_group/],
    ['the newest version of a group', () => stores().runs.newestInGroup({ pipelineId: 'pipeline', groupName: 'group' }), /USING INDEX runs_group \(pipeline_id=\? AND group_name=\?\)/],
    ['statistics', () => createStatisticReads(database, db).statistics({ since: 1000, stretchMs: 1000, pipelineId: undefined }), /(SEARCH r USING INDEX runs_status \(status=\? AND id>\? AND id<\?\)[^]*){2}SEARCH u USING PRIMARY KEY \(run_id>\? AND run_id<\?\)/],
  ])('%s reads a range, and sorts what little that is', async (_what, work, plan) => {
    expect(await plansOf(work)).toMatch(plan)
  })
})
