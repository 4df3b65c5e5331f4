import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RunFilter } from '../contract/run'
import type { StepStatus } from '../contract/step'
import { firstIdAt } from '../core/shared/id-time'
import type { ReadStores } from '../ports/read-stores'
import type { Transaction } from '../ports/unit-of-work'
import { aNewRun } from '../testing/builders'
import { onDatabase } from '../testing/on-database'
import { openDatabase } from './open-database'

/** What is read slice by slice is what reading it whole would give: over more runs and items than two slices hold. */

const RUNS = 11_000
const ITEMS = 4500
const STATUSES = ['succeeded', 'failed', 'running'] as const
const statusOf = (index: number) => STATUSES[index % 7 === 0 ? 1 : index % 1000 === 5 ? 2 : 0] ?? 'succeeded'
const pipelineOf = (index: number) => (index % 3 === 0 ? 'third' : 'other')
/** A millisecond each, so that ids and times agree. */
const idOf = (index: number) => firstIdAt(1000 + index)

let read: ReadStores
let write: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-test-'))
  const file = join(folder, 'signalbox.db')
  const opened = await openDatabase({ file })
  read = opened.read
  write = (work) => opened.unitOfWork.run(work)
  await write(async (tx) => {
    for (let index = 0; index < RUNS; index++)
      await tx.runs.insert(
        aNewRun({ id: idOf(index), pipelineId: pipelineOf(index), pipelineName: pipelineOf(index), createdAt: 1000 + index }),
        `SBX-${index}`,
      )
    const parent = { id: 'parent', runId: idOf(0), stepId: 'each', itemIndex: null, parentId: null, kind: 'probe', remainingNeeds: 0, item: undefined }
    await tx.steps.insert(parent)
    await tx.steps.insert({ ...parent, id: 'before', stepId: 'before' })
    await tx.steps.insert({ ...parent, id: 'zlast', stepId: 'zlast' })
    for (let index = 0; index < ITEMS; index++) await tx.steps.insert({ ...parent, id: `item-${index}`, itemIndex: index, parentId: 'parent', item: index })
  })
  onDatabase(file, (database) => {
    const status = database.prepare('update runs set status = ?, started_at = created_at, finished_at = created_at + ? where id = ?')
    const item = database.prepare('update step_runs set status = ?, output = ? where id = ?')
    database.transaction(() => {
      for (let index = 0; index < RUNS; index++) status.run(statusOf(index), index, idOf(index))
      for (let index = 0; index < ITEMS; index++) item.run(statusOf(index), `v${index}`, `item-${index}`)
    })()
  })
  return async () => {
    await opened.close()
    await rm(folder, { recursive: true })
  }
}, 60_000)

const matching = ({ statuses, pipelineId, text, createdAfter }: RunFilter): readonly number[] =>
  Array.from({ length: RUNS }, (_, index) => RUNS - 1 - index).filter(
    (index) =>
      (statuses === undefined || statuses.some((status) => status === statusOf(index))) &&
      (pipelineId === undefined || pipelineOf(index) === pipelineId) &&
      (text === undefined || `SBX-${index}`.startsWith(text)) &&
      (createdAfter === undefined || 1000 + index >= createdAfter),
  )

describe('a page of runs', () => {
  test.each<[string, RunFilter]>([
    ['all', {}],
    ['one status that is frequent', { statuses: ['succeeded'] }],
    ['one status that is rare', { statuses: ['running'] }],
    ['several statuses', { statuses: ['failed', 'succeeded'] }],
    ['several that are rare', { statuses: ['failed', 'running'] }],
    ['a pipeline', { pipelineId: 'other' }],
    ['a status of a pipeline', { statuses: ['running'], pipelineId: 'third' }],
    ['a text', { text: 'SBX-99' }],
    ['none', { text: 'nothing is called that' }],
    ['a time', { createdAfter: 1000 + RUNS - 7 }],
    ['a time and a status', { createdAfter: 2000, statuses: ['failed'] }],
  ])('by %s holds what matches, newest first, with the total of all', async (_by, filter) => {
    const all = matching(filter)
    for (const window of [
      { skip: 0, limit: 10 },
      { skip: Math.max(0, all.length - 5), limit: 10 },
      { skip: 4995, limit: 10 },
      { skip: all.length, limit: 10 },
    ]) {
      const { items, total } = await read.runs(filter, window)
      expect(items.map(({ externalId }) => externalId)).toEqual(all.slice(window.skip, window.skip + window.limit).map((index) => `SBX-${index}`))
      expect(total).toBe(all.length)
    }
  })
})

describe('items', () => {
  const place = { runId: idOf(0), stepId: 'each' }
  const withStatus = (status: StepStatus) => Array.from({ length: ITEMS }, (_, index) => index).filter((index) => statusOf(index) === status)

  test.each<StepStatus>(['succeeded', 'failed', 'running', 'pending'])('that are %s are found in order, with their number', async (status) => {
    const all = withStatus(status)
    for (const window of [
      { skip: 0, limit: 7 },
      { skip: Math.floor(all.length / 2), limit: 500 },
      { skip: Math.max(0, all.length - 2), limit: 7 },
    ]) {
      const { items, total } = await read.items(place, [status], window)
      expect([items.map(({ itemIndex }) => itemIndex), total]).toEqual([all.slice(window.skip, window.skip + window.limit), all.length])
    }
  })

  test('of any status are a page by their numbers', async () => {
    const { items, total } = await read.items(place, null, { skip: ITEMS - 2, limit: 10 })
    expect([items.map(({ itemIndex }) => itemIndex), total]).toEqual([[ITEMS - 2, ITEMS - 1], ITEMS])
    expect(await read.items({ ...place, stepId: 'before' }, null, { skip: 0, limit: 10 })).toEqual({ items: [], total: 0 })
  })

  test('give out what they gave out, page by page, and so many bytes', async () => {
    const found = []
    for (let page = await read.itemOutcomes('parent', 0, 1000); page.length > 0; page = await read.itemOutcomes('parent', found.length, 1000))
      found.push(...page)
    expect(found.map(({ output }) => output)).toEqual(Array.from({ length: ITEMS }, (_, value) => ({ kind: 'json', value })))
    expect(await read.itemOutcomeBytes('parent')).toBe(found.reduce((sum, _, index) => sum + `v${index}`.length, 0))
  })

  test('are none of the steps of their run', async () => {
    expect((await read.steps(idOf(0))).map(({ id }) => id).sort()).toEqual(['before', 'parent', 'zlast'])
  })
})

test('statistics count every run once, and take the median of the newest of each stretch', async () => {
  const [first, second, ...more] = await read.statistics({ since: 1000, stretchMs: RUNS / 2, pipelineId: undefined })
  const half = (from: number) => Array.from({ length: RUNS / 2 }, (_, index) => from + index)
  const counted = (indexes: readonly number[]) => ({
    succeeded: indexes.filter((index) => statusOf(index) === 'succeeded').length,
    failed: indexes.filter((index) => statusOf(index) === 'failed').length,
  })
  expect([first, second]).toMatchObject([counted(half(0)), counted(half(RUNS / 2))])
  expect(more).toEqual([])
  const newest = half(RUNS / 2)
    .filter((index) => statusOf(index) === 'succeeded')
    .slice(-1000)
  expect(second?.p50Ms).toBeGreaterThanOrEqual(newest[498] ?? 0)
  expect(second?.p50Ms).toBeLessThanOrEqual(newest[501] ?? 0)
})
