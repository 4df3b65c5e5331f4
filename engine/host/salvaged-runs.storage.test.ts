import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Behaviour, type EngineHarness, eventually, fail, startEngine, succeed } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'

/** Runs that were open in a data folder which was salvaged. */

const PAGE = 4096
const HOUR = 3_600_000
const behaviours: Readonly<Record<string, Behaviour>> = {
  nothing: () => succeed(),
  large: () => succeed('x'.repeat(70_000)),
  pause: (_args, { now }) => ({ kind: 'waiting', until: now() + HOUR, output: null }),
  fail: () => fail('Not now.', true),
}
const ONE = 'name: one\nsteps: [{ id: only, uses: probe, with: { do: nothing } }]'
const TWO = 'name: two\nsteps: [{ id: a, uses: probe, with: { do: pause } }, { id: b, uses: probe, needs: [a], with: { do: nothing } }]'
const ASKING = 'name: asking\nsteps: [{ id: ask, uses: approval, with: { question: "Go on?" } }]'
const MAPPED = 'name: mapped\nsteps: [{ id: each, uses: probe, map: { over: "[1, 2, 3]", max_parallel: 2 }, with: { do: pause } }]'
const RETRIED = 'name: retried\nsteps: [{ id: again, uses: probe, retry: { attempts: 2, delay: 1h }, with: { do: fail } }]'
const SINGLE = 'name: single\nconcurrency: { limit: 1 }\nsteps: [{ id: only, uses: probe, with: { do: pause } }]'

/** A folder whose engine has stopped while these runs waited for something other than a place in a queue. */
async function stopped(...texts: readonly string[]): Promise<{ folder: string; file: string; runIds: readonly string[] }> {
  const folder = tempFolder()
  const file = join(folder, 'signalbox.db')
  const harness = await startEngine({ dataFolder: folder, behaviours })
  const runIds: string[] = []
  for (const text of texts) runIds.push(await harness.start(text))
  const inHand = "select count(*) from attempts where status = 'running' or (status = 'queued' and turn is not null)"
  await eventually(() => onDatabase(file, (database) => database.prepare(inHand).pluck().get() === 0))
  await harness.stop()
  return { folder, file, runIds }
}

/** The same with another run, which was at work when the engine died; the timers of the others are due. */
async function diedAtWork(...texts: readonly string[]): Promise<{ folder: string; file: string; runId: string }> {
  const { folder, file } = await stopped(...texts)
  const accepting = await startEngine({ dataFolder: folder, behaviours, config: { works: false } })
  const runId = await accepting.start(ONE)
  await accepting.stop()
  onDatabase(file, (database) =>
    database.exec(`
      update step_runs set wake_at = 0 where wake_at is not null;
      update step_runs set status = 'running' where status = 'ready';
      update attempts set status = 'running', turn = null, lease_owner = 'gone', lease_expires_at = 0, started_at = 1 where status = 'queued'`),
  )
  return { folder, file, runId }
}

async function salvaged(folder: string) {
  const to = join(tempFolder(), 'salvaged')
  const report = await salvageFolder({ dataFolder: folder, to }, () => undefined)
  const found = onDatabase(join(to, 'signalbox.db'), checkFile).map(({ invariant }) => invariant)
  await restoreBackup({ from: to, dataFolder: folder, moveAside: true, now: 0 }, () => undefined)
  return { report, found }
}

async function open(folder: string): Promise<EngineHarness> {
  const harness = await startEngine({ dataFolder: folder, behaviours })
  onTestFinished(() => harness.stop())
  return harness
}

describe('a run that lost nothing', () => {
  test('is as it was, whatever it waits for', async () => {
    const { folder } = await stopped(TWO, ASKING, MAPPED, RETRIED, SINGLE, SINGLE)
    const { report, found } = await salvaged(folder)
    expect([report.endedRuns, found]).toEqual([0, []])
    const { engine } = await open(folder)
    expect((await engine.client.runs.list({})).items.filter(({ finishedAt }) => finishedAt !== null)).toEqual([])
  })
})

describe('a run that could not go on without what it lost', () => {
  /** What cannot hold any more: rows are missing that the history tells of. */
  test.each([
    ['a step that nobody has begun', TWO, "delete from step_runs where step_id = 'b'", []],
    ['the step that it waits for', TWO, "delete from step_runs where step_id = 'a'", []],
    ['its question', ASKING, 'delete from approvals', ['I16']],
    ['an item', MAPPED, 'delete from step_runs where item_index = 1', ['I19', 'I19']],
    ['its retry', RETRIED, "delete from attempts where status = 'queued'", ['I3']],
  ])('has ended when that is %s, as its history says', async (_what, text, loss, broken) => {
    const { folder, file, runIds } = await stopped(text)
    onDatabase(file, (database) => database.exec(loss))
    const { report, found } = await salvaged(folder)
    expect([report.endedRuns, found]).toEqual([1, broken])
    const { engine, run } = await open(folder)
    const ended = await engine.client.runs.get({ run: runIds[0] ?? '' })
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'storage_corrupt', message: expect.stringContaining('Start it anew') } })
    expect(ended.steps.map(({ status }) => status)).toEqual(ended.steps.map(() => 'cancelled'))
    expect((await run(ONE)).status).toBe('succeeded')
  })

  test('has ended when that is its attempt at work, and others go on', async () => {
    const { folder, file, runId } = await diedAtWork(TWO)
    onDatabase(file, (database) => database.exec("delete from attempts where status = 'running'"))
    expect((await salvaged(folder)).report.endedRuns).toBe(1)
    const { engine, run } = await open(folder)
    expect((await engine.client.runs.get({ run: runId })).status).toBe('failed')
    expect((await run(ONE)).status).toBe('succeeded')
    await eventually(async () => (await engine.client.runs.list({})).items.every(({ finishedAt }) => finishedAt !== null))
  })
})

describe('a table of which nothing can be read', () => {
  test.each(['step_runs', 'runs', 'attempts'])('keeps an engine neither from its start nor from work: %s', async (table) => {
    const { folder, file } = await diedAtWork(TWO)
    const page = onDatabase(file, (database) => {
      database.pragma('wal_checkpoint(TRUNCATE)')
      return database.prepare<[string], number>('select rootpage from sqlite_schema where name = ?').pluck().get(table) ?? 0
    })
    writeFileSync(file, readFileSync(file).fill(0xa5, (page - 1) * PAGE, page * PAGE))
    const { report } = await salvaged(folder)
    expect(report.tables.find(({ name }) => name === table)).toMatchObject({ rows: 0, isDamaged: true })
    const { engine, run, log } = await open(folder)
    expect((await run(ONE)).status).toBe('succeeded')
    await eventually(async () => (await engine.client.runs.list({})).items.every(({ finishedAt }) => finishedAt !== null))
    expect(log.filter((line) => line.includes('"error"'))).toEqual([])
  })
})

test('who holds an artifact follows from the values when the table that tells is lost', async () => {
  const folder = tempFolder()
  const first = await startEngine({ dataFolder: folder, behaviours })
  await first.run(ONE.replace('nothing', 'large'))
  await first.stop()
  const held = (file: string) => onDatabase(file, (database) => database.prepare('select * from artifact_refs').all())
  const file = join(folder, 'signalbox.db')
  const before = held(file)
  expect(before).toHaveLength(1)
  onDatabase(file, (database) => database.exec('delete from artifact_refs'))
  await salvaged(folder)
  expect(held(file)).toEqual(before)
})
