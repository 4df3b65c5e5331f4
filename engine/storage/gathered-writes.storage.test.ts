import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunEvent } from '../contract/events'
import type { WriteStores } from '../ports/write-stores'
import { decodeEvent, encodeEvent } from './codecs'
import { sqliteDialect } from './dialects/sqlite'
import { gatherWrites } from './gathered-writes'
import { migrate } from './migrate'
import type { Schema } from './schema'
import { aNewAttempt } from '../testing/builders'

/** What is written once a commit, what is seen before that, and what is forgotten when a commit comes to nothing. */

async function open() {
  const statements: string[] = []
  const database = new Database(':memory:', { verbose: (text) => statements.push(String(text)) })
  onTestFinished(() => void database.close())
  const dialect = sqliteDialect(database)
  const db = new Kysely<Schema>({ dialect: dialect.kysely })
  await migrate(db, dialect, async () => undefined)
  const writes = gatherWrites(database, db)
  await begun(writes.stores)
  writes.writeOut()
  writes.settled()
  statements.length = 0
  return { ...writes, database, statements, changes: () => statements.filter((text) => /^(insert|update|delete)/i.test(text)) }
}

/** A run of two steps, each pending. */
async function begun({ runs, steps }: WriteStores) {
  const run = {
    id: 'run',
    pipelineId: 'p',
    pipelineName: 'p',
    versionId: 'v',
    version: 1,
    startedBy: 'api',
    priority: 0,
    input: {},
    inputHash: '',
    idempotencyKey: 'key',
    createdAt: 1,
    stepsTotal: 2,
    onFailureTotal: 0,
    groupName: null,
    parent: null,
  } as const
  await runs.insert(run, 'SBX-1')
  for (const id of ['a', 'b'])
    await steps.insert({ id, runId: 'run', stepId: `step-${id}`, itemIndex: null, parentId: null, kind: 'probe', remainingNeeds: 0, item: undefined })
}

const toReady = { status: 'ready', waitingReason: null, wakeAt: null, attempt: 1, lostAttempts: 0, error: null, startedAt: null } as const
const toEnd = { status: 'succeeded', skipReason: null, error: null, at: 9, input: null, output: { kind: 'json', value: 1 } } as const

describe('what a transaction changes', () => {
  test('is seen by it at once, and by the database when it is written out', async () => {
    const { stores, writeOut, database } = await open()
    await stores.steps.change('a', toReady)
    const stored = () => database.prepare<[], string>("select status from step_runs where id = 'a'").pluck().get()
    expect([(await stores.steps.byId('a'))?.status, (await stores.steps.ofRun('run', 'step-a'))?.status, stored()]).toEqual(['ready', 'ready', 'pending'])
    writeOut()
    expect(stored()).toBe('ready')
  })

  test('is written once, however often it changed; what did not change is not named', async () => {
    const { stores, writeOut, changes } = await open()
    for (const lastSeq of [1, 2, 3]) {
      const run = await stores.runs.core('run')
      if (run !== null) await stores.runs.save({ ...run, lastSeq, stepsActive: 1 })
    }
    await stores.steps.change('a', toReady)
    await stores.steps.begin('a', 5)
    await stores.steps.end('a', toEnd)
    writeOut()
    writeOut()
    expect(changes()).toEqual([
      expect.stringMatching(/^update "runs" set "last_seq" = 3.0, "steps_active" = 1.0 where "id" = 'run'/),
      expect.stringMatching(
        /^update "step_runs" set "status" = 'succeeded', "attempt" = 1.0, "started_at" = 5.0, "finished_at" = 9.0, "output" = 'v1' where "id" = 'a'/,
      ),
    ])
  })

  test('is read once while it is open', async () => {
    const { stores, statements } = await open()
    for (let time = 0; time < 3; time++) await Promise.all([stores.runs.core('run'), stores.steps.byId('a'), stores.steps.ofRun('run', 'step-b')])
    expect(statements).toEqual([])
  })

  test('never overwrites what has ended, in memory or in the database', async () => {
    const { stores, writeOut, database } = await open()
    await stores.steps.end('a', toEnd)
    expect(await stores.steps.change('a', toReady)).toBe(false)
    writeOut()
    expect([await stores.steps.begin('a', 9), await stores.steps.end('a', { ...toEnd, status: 'failed' })]).toEqual([null, false])
    await stores.steps.byId('b')
    database.exec("update step_runs set status = 'cancelled' where id = 'b'")
    await stores.steps.change('b', toReady)
    expect(writeOut).toThrow('The step run b has ended in the database')
  })

  test('never overwrites the end of a run; its events and log lines still get their numbers', async () => {
    const { stores, writeOut, settled, database } = await open()
    const run = await stores.runs.core('run')
    if (run === null) throw new Error('there is no run')
    database.exec("update runs set status = 'cancelled', finished_at = 7 where id = 'run'")
    await stores.runs.save({ ...run, status: 'running' })
    expect(writeOut).toThrow('The run run has ended in the database')
    await stores.runs.save({ ...run, status: 'cancelled', finishedAt: 7 })
    database.exec("update runs set status = 'queued' where id = 'run'")
    writeOut()
    settled()
    const ended = await stores.runs.core('run')
    if (ended !== null) await stores.runs.save({ ...ended, lastSeq: 8 })
    expect(await stores.runs.reserveLogSeq('run', 3)).toBe(1)
    writeOut()
    expect(database.prepare("select status, last_seq, last_log_seq from runs where id = 'run'").raw().get()).toEqual(['cancelled', 8, 3])
  })

  test('is known to statements that change or look for many rows at once', async () => {
    const { stores } = await open()
    await stores.steps.change('a', toReady)
    await stores.attempts.insert(aNewAttempt('a'))
    expect(await stores.runs.byIdempotencyKey('p', 'key')).toEqual({ id: 'run', externalId: 'SBX-1', inputHash: '' })
    expect(await stores.pipelines.openRuns('p')).toBe(1)
    expect((await stores.steps.cancelIdle('run', 7)).map(({ id, attempt }) => [id, attempt])).toEqual([
      ['a', 1],
      ['b', 0],
    ])
    expect(await stores.attempts.cancelQueued('run', 7)).toBe(1)
    expect((await stores.steps.byId('a'))?.status).toBe('cancelled')
  })

  test('is forgotten when the transaction comes to nothing', async () => {
    const { stores, writeOut, forget, changes } = await open()
    const run = await stores.runs.core('run')
    if (run !== null) await stores.runs.save({ ...run, lastSeq: 9 })
    await stores.steps.end('a', toEnd)
    await stores.events.append('run', { type: 'run.cancel_requested', seq: 9, at: 9 })
    await stores.attempts.insert(aNewAttempt('a'))
    expect(await stores.runs.nextNumber()).toBe(1)
    forget()
    writeOut()
    expect(changes()).toEqual([])
    expect([(await stores.runs.core('run'))?.lastSeq, (await stores.steps.byId('a'))?.status, await stores.runs.nextNumber()]).toEqual([0, 'pending', 1])
  })

  test('is bounded: of too much at once, what comes last is read anew', async () => {
    const { stores, writeOut, settled, statements } = await open()
    for (let index = 0; index < 21_000; index++)
      await stores.steps.insert({
        id: `item-${index}`,
        runId: 'run',
        stepId: 'step-a',
        itemIndex: index,
        parentId: 'a',
        kind: 'probe',
        remainingNeeds: 0,
        item: index,
      })
    writeOut()
    settled()
    statements.length = 0
    expect([(await stores.steps.byId('b'))?.status, (await stores.steps.item('a', 0))?.id, statements]).toEqual(['pending', 'item-0', []])
    expect((await stores.steps.item('a', 20_999))?.id).toBe('item-20999')
    expect(statements.length).toBe(1)
  })
})

describe('an event', () => {
  const place = { seq: 3, at: 7 }
  const step = { stepRunId: 'a', stepId: 'fetch', attempt: 2 }
  const error = { code: 'step_failed', message: 'no', details: { deep: null } } as const
  const usage = { inputTokens: 1, outputTokens: 2, estimated: false, usd: null }
  const events: readonly RunEvent[] = [
    { ...place, type: 'run.changed', status: 'running', error: null },
    { ...place, type: 'run.changed', status: 'failed', error },
    { ...place, type: 'run.cancel_requested' },
    { ...place, ...step, type: 'step.changed', itemIndex: null, status: 'ready', waiting: null, skipReason: null, error: null, items: null, lost: false, reusedFrom: null, reusedItems: null },
    {
      ...place,
      ...step,
      type: 'step.changed',
      itemIndex: 0,
      status: 'waiting',
      waiting: { reason: 'retry', until: 9 },
      skipReason: 'upstream',
      error,
      items: 0,
      lost: true,
      reusedFrom: 'b',
      reusedItems: [
        [0, 3],
        [5, 5],
      ],
    },
    { ...place, ...step, type: 'usage.recorded', itemIndex: null, model: 'm', usage },
    { ...place, ...step, type: 'usage.recorded', itemIndex: 0, model: 'm', usage },
    { ...place, ...step, type: 'result.refused', itemIndex: null, outcome: 'succeeded' },
    { ...place, ...step, type: 'approval.asked', approvalId: 'q', itemIndex: null, purpose: 'on_lost', question: 'Again?', expiresAt: null },
    { ...place, ...step, type: 'approval.answered', approvalId: 'q', itemIndex: 0, status: 'rejected', by: 'ada', comment: '' },
  ]

  test.each(events)('comes back as it was: $type $status', (event) => {
    expect(decodeEvent({ ...place, type: event.type, payload: encodeEvent(event) })).toEqual(event)
  })

  test.each(events)('is read as well when it was stored whole: $type $status', ({ seq, at, type, ...payload }) => {
    expect(decodeEvent({ seq, at, type, payload: JSON.stringify(payload) })).toEqual({ seq, at, type, ...payload })
  })
})
