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
const TABLES = ['runs', 'step_runs', 'attempts', 'run_events', 'log_chunks', 'usages', 'approvals', 'dead_letters', 'artifact_refs', 'removals'] as const

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

const rowsOf = (file: string, runId: string) =>
  onDatabase(file, (database) =>
    TABLES.map((table) => {
      const key = table === 'runs' ? 'id' : 'run_id'
      return Number(database.prepare<[string], { n: number }>(`select count(*) as n from ${table} where ${key} = ?`).get(runId)?.n)
    }).reduce((sum, n) => sum + n, 0),
  )

async function artifactsIn(folder: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const start of await readdir(join(folder, 'artifacts'))) if (start.length === 2) files.push(...(await readdir(join(folder, 'artifacts', start))))
  return files
}

test('a run that ended before the bound is removed with everything of it, and one after it stays whole', async () => {
  const { folder, ids } = await folderWith([{ name: 'old', text: 'plain' }])
  const [id = ''] = ids
  const kept = await openRetention(folder, { days: 3, runsPerPipeline: null }, 2 * DAY)
  const before = rowsOf(kept.file, id)
  expect(before).toBeGreaterThan(10)
  kept.retention.start()
  await kept.retention.stop()
  expect(rowsOf(kept.file, id)).toBe(before)
  await kept.close()

  const gone = await openRetention(folder, { days: 3, runsPerPipeline: null }, 4 * DAY)
  gone.retention.start()
  await eventually(async () => (await gone.read.run(id)) === null && (await gone.read.removals(1)).length === 0)
  await gone.retention.stop()
  expect(rowsOf(gone.file, id)).toBe(0)
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
  expect(rowsOf(again.file, id)).toBe(0)
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
