import { existsSync } from 'node:fs'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FolderArtifacts } from '../connectors/artifacts/folder-artifacts'
import { LocalRunFolders } from '../connectors/run-folders/local-run-folders'
import { DEFAULT_SETTINGS, type Settings } from '../contract/settings'
import { systemClock } from './system'
import { eventually, startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { openStores } from '../testing/open-stores'
import { tempFolder } from '../testing/temp-folder'
import { Retention } from '../runtime/retention'

const DAY = 86_400_000
const HOUR = 3_600_000
const LARGE = 'x'.repeat(100_000)

const pipeline = (name: string) => `name: ${name}
inputs: { text: { type: string, default: "" } }
steps:
  - { id: one, uses: probe, with: { do: say, text: "\${{ inputs.text }}" } }
  - { id: each, uses: probe, needs: [one], map: { over: "[1, 2, 3]" }, with: { do: say, text: "\${{ inputs.text }}" } }
outputs: { said: "\${{ steps.one.output }}" }
`

/** A data folder in which pipelines ran, with the inputs given, and the engine is gone. */
async function folderWith(runs: readonly { readonly name: string; readonly text: string }[]) {
  const folder = tempFolder()
  const harness = await startEngine({
    dataFolder: folder,
    behaviours: {
      say: ({ text }, context) => {
        context.log('info', 'said')
        return succeed(text ?? null)
      },
    },
  })
  const ids: string[] = []
  for (const { name, text } of runs) ids.push((await harness.run(pipeline(name), { text })).id)
  await harness.stop()
  return { folder, ids }
}

async function openRetention(folder: string, history: Settings['history'], passed: number) {
  const stores = await openStores(folder)
  const artifacts = new FolderArtifacts(join(folder, 'artifacts'))
  const retention = new Retention({
    ...stores,
    settings: { get: async () => ({ ...DEFAULT_SETTINGS, history }) },
    artifacts,
    folders: new LocalRunFolders(folder, async () => []),
    clock: { now: () => Date.now() + passed, callAt: systemClock.callAt },
    logger: { info() {}, warn() {}, error: (message, facts) => expect.fail(`${message} ${JSON.stringify(facts)}`) },
  })
  onTestFinished(() => retention.stop())
  return { ...stores, artifacts, retention }
}

/** How many rows of a run each table has that may hold any. */
const rowsOf = (file: string, runId: string): Readonly<Record<string, number>> =>
  onDatabase(file, (database) => {
    const tables = database.prepare<[], string>("select t.name from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' and c.name = 'run_id'").pluck().all()
    const count = (table: string, key: string) => Number(database.prepare<[string], number>(`select count(*) from ${table} where ${key} = ?`).pluck().get(runId))
    return Object.fromEntries([['runs', count('runs', 'id')], ...tables.map((table) => [table, count(table, 'run_id')])])
  })
const sumOf = (rows: Readonly<Record<string, number>>): number => Object.values(rows).reduce((sum, count) => sum + count, 0)

/** Of what a run may leave, what these do not: a model's usage, a question, a job elsewhere, a dead letter. */
async function leaveMore({ read, unitOfWork }: Awaited<ReturnType<typeof openStores>>, runId: string): Promise<void> {
  const [step] = await read.steps(runId)
  if (step === undefined) throw new Error('no step')
  const of = { runId, stepRunId: step.id, stepId: step.stepId, itemIndex: null }
  const ask = { question: 'Go on?', evidence: null, value: null, valueSchema: null, roles: [], expiresAt: null, onExpiry: 'fail', onReject: 'fail' } as const
  const answer = { status: 'approved', answeredBy: 'somebody', answeredAt: 2, comment: '', answer: null } as const
  await unitOfWork.run(async (tx) => {
    await tx.usages.add({ ...of, number: 1, model: 'small', at: 1, inputTokens: 1, outputTokens: 1, estimated: false, usd: null })
    await tx.approvals.insert({ ...of, ...ask, ...answer, id: 'asked', attempt: 1, purpose: 'step', askedAt: 1 })
    await tx.jobs.put(runId, step.id, { at: 'elsewhere' })
    await tx.deadLetters.add(runId, [{ id: 'letter', stepRunId: step.id, stepId: step.stepId, error: { code: 'step_failed', message: 'no' }, shape: 'no', attempts: 1, itemsFailed: 0 }], 1)
  })
}

async function artifactsIn(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const start of await readdir(join(folder, 'artifacts'))) if (start.length === 2) files.push(...(await readdir(join(folder, 'artifacts', start))))
  return files
}

test('a run that ended before the bound is removed with everything of it, and one after it stays whole', async () => {
  const { folder, ids } = await folderWith([{ name: 'old', text: LARGE }])
  const [id = ''] = ids
  const kept = await openRetention(folder, { days: 3, runsPerPipeline: null }, 2 * DAY)
  await leaveMore(kept, id)
  const before = rowsOf(kept.file, id)
  // Whatever may hold something of a run holds something of this one; only its removal has not begun.
  expect(Object.entries(before).flatMap(([table, count]) => (count > 0 ? [] : [table]))).toEqual(['removals'])
  kept.retention.start()
  await kept.retention.stop()
  expect(rowsOf(kept.file, id)).toEqual(before)
  await kept.close()

  const gone = await openRetention(folder, { days: 3, runsPerPipeline: null }, 4 * DAY)
  gone.retention.start()
  await eventually(async () => (await gone.read.run(id)) === null && (await gone.read.removals(1)).length === 0)
  await gone.retention.stop()
  expect(sumOf(rowsOf(gone.file, id))).toBe(0)
  expect(existsSync(join(folder, 'runs', id))).toBe(false)
})

test('the newest so many runs of each pipeline stay', async () => {
  const { folder, ids } = await folderWith(['a', 'b', 'a', 'a', 'b'].map((name) => ({ name, text: 'plain' })))
  const { retention, read } = await openRetention(folder, { days: null, runsPerPipeline: 2 }, 0)
  retention.start()
  await eventually(async () => (await read.runs({}, { skip: 0, limit: 10 })).total === 4)
  await retention.stop()
  const left = await read.runs({}, { skip: 0, limit: 10 })
  expect(new Set(left.items.map(({ id }) => id))).toEqual(new Set(ids.slice(1)))
})

test('an artifact goes with the last run that holds it, and one that nobody holds goes once it is not young any more', async () => {
  const { folder, ids } = await folderWith([
    { name: 'p', text: LARGE },
    { name: 'p', text: LARGE },
  ])
  const bounds = { days: null, runsPerPipeline: 1 }
  const first = await openRetention(folder, bounds, 2 * HOUR)
  const orphan = await first.artifacts.put(Buffer.from('nobody holds this'))
  const withOrphan = (await artifactsIn(folder)).length
  first.retention.start()
  await eventually(async () => (await first.read.runs({}, { skip: 0, limit: 10 })).total === 1 && (await artifactsIn(folder)).length < withOrphan)
  await first.retention.stop()
  expect(await artifactsIn(folder), 'what the second run holds').toHaveLength(withOrphan - 1)
  const output = await first.read.run(ids[1] ?? '')
  expect(output?.output.kind).toBe('artifact')
  await expect(first.artifacts.read(orphan.sha256)).rejects.toMatchObject({ code: 'artifact_not_found' })
  await first.close()

  const last = await openRetention(folder, { days: 1, runsPerPipeline: null }, 2 * DAY)
  last.retention.start()
  await eventually(async () => (await artifactsIn(folder)).length === 0)
  await last.retention.stop()
})

test('an artifact that was put a moment ago is left alone, though it is an old one put again', async () => {
  const folder = tempFolder()
  const { artifacts, retention } = await openRetention(folder, { days: null, runsPerPipeline: null }, 0)
  await artifacts.sweep()
  const { sha256 } = await artifacts.put(Buffer.from('about to be held'))
  const longAgo = new Date(Date.now() - DAY)
  await utimes(join(folder, 'artifacts', sha256.slice(0, 2), sha256.slice(2)), longAgo, longAgo)
  await artifacts.put(Buffer.from('about to be held'))
  retention.start()
  await retention.stop()
  expect((await artifacts.read(sha256)).bytes).toBe(16)
})

test('a removal that was cut off is gone on with', async () => {
  const { folder, ids } = await folderWith([{ name: 'p', text: LARGE }])
  const [id = ''] = ids
  const cut = await openRetention(folder, { days: null, runsPerPipeline: null }, 0)
  await cut.unitOfWork.run((tx) => tx.removals.begin(id, 1))
  await cut.unitOfWork.run((tx) => tx.removals.removeRows(id, 2))
  expect(await cut.read.run(id)).toBeNull()
  await cut.close()

  const again = await openRetention(folder, { days: null, runsPerPipeline: null }, 2 * HOUR)
  again.retention.start()
  await eventually(async () => (await artifactsIn(folder)).length === 0)
  await again.retention.stop()
  expect(sumOf(rowsOf(again.file, id))).toBe(0)
})

test('a run that has not ended is never removed', async () => {
  const { folder } = await folderWith([{ name: 'p', text: 'plain' }])
  const { unitOfWork, read, file } = await openRetention(folder, { days: 1, runsPerPipeline: 1 }, 0)
  const [run] = (await read.runs({}, { skip: 0, limit: 1 })).items
  onDatabase(file, (database) => database.prepare(`update runs set status = 'running', finished_at = null where id = ?`).run(run?.id))
  expect(await read.removableRuns({ endedBefore: Date.now() + DAY, mostPerPipeline: null, limit: 10 })).toEqual([])
  expect(await unitOfWork.run((tx) => tx.removals.begin(run?.id ?? '', 1))).toBe(false)
})

test('the child of a run that has not ended stays: its step would start another', async () => {
  const { folder, ids } = await folderWith([
    { name: 'child', text: 'plain' },
    { name: 'parent', text: 'plain' },
  ])
  const [child = '', parent = ''] = ids
  const { read, file } = await openRetention(folder, { days: null, runsPerPipeline: null }, 0)
  const removable = () => read.removableRuns({ endedBefore: Date.now() + DAY, mostPerPipeline: null, limit: 10 })
  onDatabase(file, (database) => {
    database.prepare(`update runs set parent_run_id = ? where id = ?`).run(parent, child)
    database.prepare(`update runs set status = 'waiting', finished_at = null where id = ?`).run(parent)
  })
  expect(await removable()).toEqual([])
  onDatabase(file, (database) => database.prepare(`update runs set status = 'succeeded', finished_at = 1 where id = ?`).run(parent))
  expect(new Set(await removable())).toEqual(new Set(ids))
})
