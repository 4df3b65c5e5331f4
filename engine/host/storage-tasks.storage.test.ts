import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { StorageStatus } from '../contract/storage'
import { eventually, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { mountSmallDisk } from '../testing/small-disk'
import { tempFolder } from '../testing/temp-folder'
import { restoreBackup } from './restore-backup'

const LARGE = 'x'.repeat(100_000)
const behaviours = { say: ({ text }: { text?: unknown }) => succeed(typeof text === 'string' ? text : LARGE) }
const PIPELINE = 'name: say\ninputs: { text: { type: string } }\nsteps: [{ id: only, uses: probe, with: { do: say, text: "${{ inputs.text }}" } }]\noutputs: { said: "${{ steps.only.output }}" }'

async function open(dataFolder: string): Promise<EngineHarness> {
  const harness = await startEngine({ dataFolder, behaviours })
  onTestFinished(() => harness.stop())
  return harness
}

/** Waits until the task at work has ended. */
async function afterTask({ engine: { client } }: EngineHarness): Promise<StorageStatus> {
  await eventually(async () => (await client.storage.status()).job?.state !== 'running', 20_000)
  return client.storage.status()
}

async function checked(harness: EngineHarness): Promise<StorageStatus> {
  await harness.engine.client.storage.check()
  return afterTask(harness)
}

const artifactsIn = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'artifacts'), { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))

describe('a check on demand', () => {
  test('of a folder that is sound finds nothing, and is remembered over a start', async () => {
    const folder = tempFolder()
    const harness = await open(folder)
    await harness.run(PIPELINE, { text: LARGE })
    const { job, lastCheck } = await checked(harness)
    expect(job).toMatchObject({ task: 'check', state: 'done', error: null })
    expect(lastCheck).toMatchObject({ findings: [], further: 0, artifacts: artifactsIn(folder).length })
    expect(lastCheck?.artifactBytes).toBeGreaterThan(100_000)
    await harness.stop()
    const later = await open(folder)
    expect(await later.engine.client.storage.status()).toMatchObject({ job: null, lastCheck })
  })

  test.each([
    ['is missing', (path: string) => rmSync(path), 'is missing'],
    ['was changed', (path: string) => writeFileSync(path, 'y'.repeat(100_002)), 'does not hold any more what was put there'],
  ])('finds an artifact that %s, and the engine says so until it is mended', async (_what, harm, words) => {
    const folder = tempFolder()
    const harness = await open(folder)
    await harness.run(PIPELINE, { text: LARGE })
    const [path = ''] = artifactsIn(folder)
    const content = readFileSync(path)
    harm(path)
    expect((await checked(harness)).lastCheck?.findings).toEqual([{ kind: 'artifact', message: expect.stringMatching(new RegExp(`${path}.*${words}`)) }])
    const health = async () => (await harness.engine.client.engine.status()).health
    expect(await health()).toMatchObject({ state: 'degraded', error: { code: 'storage_corrupt' } })
    await harness.run(PIPELINE, { text: 'small' })
    expect(await health()).toMatchObject({ state: 'degraded' })
    writeFileSync(path, content)
    expect((await checked(harness)).lastCheck?.findings).toEqual([])
    expect(await health()).toEqual({ state: 'ok' })
  })

  test('is one at a time: a second question is answered by it, another task is refused', async () => {
    const harness = await open(tempFolder())
    const { client } = harness.engine
    const first = await client.storage.check()
    expect((await client.storage.check()).id).toBe(first.id)
    await expect(client.storage.backup({ to: join(tempFolder(), 'copy') })).rejects.toMatchObject({ code: 'storage_busy' })
    await afterTask(harness)
  })

  test('can be called off', async () => {
    const harness = await open(tempFolder())
    for (let count = 0; count < 20; count++) await harness.run(PIPELINE, { text: `${count}${LARGE}` })
    const { client } = harness.engine
    await client.storage.check()
    await client.storage.cancel()
    expect((await afterTask(harness)).job?.state).toBe('cancelled')
    expect((await checked(harness)).job?.state).toBe('done')
  })
})

describe('a backup', () => {
  test('is made while runs go on, holds all that was confirmed before, and can be worked with after a restore', async () => {
    const folder = tempFolder()
    const harness = await open(folder)
    const before = await harness.run(PIPELINE, { text: LARGE })
    mkdirSync(join(folder, 'objects', 'bucket'), { recursive: true })
    writeFileSync(join(folder, 'objects', 'bucket', 'key'), 'kept')
    const to = join(tempFolder(), 'backups', 'first')
    await harness.engine.client.storage.backup({ to })
    const meanwhile: string[] = []
    do meanwhile.push((await harness.run(PIPELINE, { text: 'meanwhile' })).status)
    while ((await harness.engine.client.storage.status()).job?.state === 'running')
    const { job, lastBackup } = await afterTask(harness)
    expect(job).toMatchObject({ state: 'done', error: null })
    expect(lastBackup).toMatchObject({ folder: to, key: 'left', missingArtifacts: 0 })
    expect(readdirSync(join(to, '..'))).toEqual(['first'])
    expect(meanwhile.every((status) => status === 'succeeded')).toBe(true)
    expect(existsSync(join(to, 'vault.key'))).toBe(false)
    await harness.stop()

    const dataFolder = join(tempFolder(), 'restored')
    expect(await restoreBackup({ from: to, dataFolder, moveAside: false, now: 0 }, () => undefined)).toMatchObject({ aside: null, findings: [], key: 'missing' })
    expect(onDatabase(join(dataFolder, 'signalbox.db'), checkFile)).toEqual([])
    expect(readFileSync(join(dataFolder, 'objects', 'bucket', 'key'), 'utf8')).toBe('kept')
    const restored = await open(dataFolder)
    const found = await restored.engine.client.runs.get({ run: before.externalId })
    expect(found).toMatchObject({ id: before.id, status: 'succeeded' })
    expect((await checked(restored)).lastCheck?.findings).toEqual([])
    expect((await restored.run(PIPELINE, { text: 'goes on' })).status).toBe('succeeded')
  })

  test('takes the key along when it is asked to', async () => {
    const harness = await open(tempFolder())
    await harness.engine.client.secrets.save({ name: 'KEY', value: 'a secret value' })
    const to = join(tempFolder(), 'copy')
    await harness.engine.client.storage.backup({ to, withKey: true })
    expect((await afterTask(harness)).lastBackup).toMatchObject({ key: 'inside' })
    expect(existsSync(join(to, 'vault.key'))).toBe(true)
  })

  test('replaces nothing, and goes nowhere into the data folder', async () => {
    const harness = await open(tempFolder())
    const { client } = harness.engine
    const taken = tempFolder()
    writeFileSync(join(taken, 'mine'), '')
    await client.storage.backup({ to: taken })
    expect((await afterTask(harness)).job).toMatchObject({ state: 'failed', error: { code: 'file_exists', message: expect.stringContaining(taken) } })
    expect(readdirSync(taken)).toEqual(['mine'])
    await expect(client.storage.backup({ to: join(harness.dataFolder, 'copy') })).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(client.storage.backup({ to: 'copy' })).rejects.toMatchObject({ code: 'request_invalid' })
  })

  test('to a disk that is full says so, leaves nothing there, and does not touch the work', async (context) => {
    const disk = mountSmallDisk(1)
    if (typeof disk === 'string') return context.skip(disk)
    const harness = await open(tempFolder())
    for (let count = 0; count < 12; count++) await harness.run(PIPELINE, { text: `${count}${LARGE}` })
    await harness.engine.client.storage.backup({ to: join(disk.folder, 'copy') })
    expect((await afterTask(harness)).job).toMatchObject({ state: 'failed', error: { code: 'storage_full', message: expect.stringContaining(disk.folder) } })
    expect(readdirSync(disk.folder)).toEqual([])
    expect((await harness.engine.client.engine.status()).health).toEqual({ state: 'ok' })
    expect((await harness.run(PIPELINE, { text: 'goes on' })).status).toBe('succeeded')
  })
})

describe('a restore', () => {
  /** A data folder in which something ran, and a backup of it. */
  async function backedUp(): Promise<{ folder: string; backup: string }> {
    const folder = tempFolder()
    const harness = await open(folder)
    await harness.run(PIPELINE, { text: LARGE })
    const backup = join(tempFolder(), 'copy')
    await harness.engine.client.storage.backup({ to: backup })
    await afterTask(harness)
    await harness.run(PIPELINE, { text: 'later' })
    await harness.stop()
    return { folder, backup }
  }
  const restore = (from: string, dataFolder: string, moveAside = false) => restoreBackup({ from, dataFolder, moveAside, now: Date.UTC(2026, 1, 3) }, () => undefined)

  test('into a folder that is not empty is refused; when asked to, it keeps what is there', async () => {
    const { folder, backup } = await backedUp()
    const before = readFileSync(join(folder, 'signalbox.db'))
    await expect(restore(backup, folder)).rejects.toMatchObject({ code: 'file_exists', message: expect.stringContaining('--move-aside') })
    expect(readFileSync(join(folder, 'signalbox.db'))).toEqual(before)
    const { aside, key } = await restore(backup, folder, true)
    expect({ aside, key }).toEqual({ aside: join(folder, 'set-aside-2026-02-03T00-00-00'), key: 'already there' })
    expect(readFileSync(join(aside ?? '', 'signalbox.db'))).toEqual(before)
    const harness = await open(folder)
    expect((await harness.engine.client.runs.list({})).total).toBe(1)
  })

  test('of a damaged backup changes nothing', async () => {
    const { folder, backup } = await backedUp()
    const file = join(backup, 'signalbox.db')
    writeFileSync(file, readFileSync(file).fill(0xa5, 8192, 20_000))
    await expect(restore(backup, folder, true)).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(backup) })
    expect(readdirSync(folder).filter((name) => name.startsWith('set-aside') || name.startsWith('restoring'))).toEqual([])
    const harness = await open(folder)
    expect((await harness.engine.client.runs.list({})).total).toBe(2)
  })

  test('says what there is no backup in, and waits for no engine that works', async () => {
    const nothing = tempFolder()
    await expect(restore(nothing, join(tempFolder(), 'data'))).rejects.toMatchObject({ code: 'file_not_found', message: expect.stringContaining(nothing) })
    const { folder, backup } = await backedUp()
    await open(folder)
    await expect(restore(backup, folder, true)).rejects.toMatchObject({ code: 'data_folder_in_use' })
  })

  test('that was cut off lets no engine begin with half of it', async () => {
    const { folder, backup } = await backedUp()
    writeFileSync(join(folder, 'restoring.json'), '{}')
    await expect(startEngine({ dataFolder: folder, behaviours })).rejects.toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining('signalbox restore') })
    await restore(backup, folder, true)
    expect(existsSync(join(folder, 'restoring.json'))).toBe(false)
    const harness = await open(folder)
    expect((await harness.engine.client.runs.list({})).total).toBe(1)
  })
})
