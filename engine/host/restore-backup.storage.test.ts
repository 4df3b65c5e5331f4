import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeBackup } from '../storage/soundness/make-backup'
import { startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { imageOf } from '../testing/soundness/folder-image'
import { tempFolder } from '../testing/temp-folder'
import { checkDataFolder } from './check-data-folder'
import { mendDataFolder } from './mend-data-folder'
import { type RestoreOptions, restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'

const quiet = () => undefined
const RUNS = 3
let worked: string

beforeAll(async () => {
  worked = mkdtempSync(join(tmpdir(), 'signalbox-test-'))
  const harness = await startEngine({ dataFolder: worked, behaviours: { give: () => succeed('x'.repeat(70_000)) } })
  for (let run = 0; run < RUNS; run++) {
    const { id } = await harness.run('name: give\nsteps: [{ id: only, uses: probe, with: { do: give } }]')
    mkdirSync(join(worked, 'runs', id), { recursive: true })
    writeFileSync(join(worked, 'runs', id, 'written'), id)
  }
  await harness.stop()
})
afterAll(() => rmSync(worked, { recursive: true, force: true }))

const backup = (dataFolder: string, to: string) => makeBackup({ kind: 'backup', dataFolder, to, withKey: false, version: '0' }, quiet)
const restore = (from: string, options: Partial<RestoreOptions> = {}) => restoreBackup({ from, dataFolder: join(tempFolder(), 'data'), moveAside: false, now: 0, ...options }, quiet)

async function backedUp(): Promise<string> {
  const to = join(tempFolder(), 'backup')
  await backup(worked, to)
  return to
}

/** A copy of the folder that an engine has worked in. */
function copied(): string {
  const folder = join(tempFolder(), 'data')
  cpSync(worked, folder, { recursive: true })
  return folder
}

describe('a backup that is not what its note says', () => {
  test.each([
    ['whose database was changed', (from: string) => onDatabase(join(from, 'signalbox.db'), (database) => database.exec('delete from counters')), 'storage_corrupt', 'its database was changed'],
    ['whose files of runs are gone', (from: string) => rmSync(join(from, 'runs'), { recursive: true }), 'storage_corrupt', `${RUNS} of its ${RUNS + 2} files are missing`],
    ['of which an artifact is gone', (from: string) => rmSync(join(from, 'artifacts'), { recursive: true }), 'storage_corrupt', `1 of its ${RUNS + 2} files are missing`],
    ['which has no note', (from: string) => rmSync(join(from, 'backup.json')), 'file_not_found', 'There is no backup.json'],
    ['whose note is damaged', (from: string) => writeFileSync(join(from, 'backup.json'), '{"format":1,'), 'storage_corrupt', 'backup.json does not say'],
  ])('and %s is refused, unless it is taken as it is', async (_what, harm, code, words) => {
    const from = await backedUp()
    harm(from)
    const dataFolder = join(tempFolder(), 'data')
    await expect(restore(from, { dataFolder })).rejects.toMatchObject({ code, message: expect.stringMatching(new RegExp(`${words}.*--as-it-is`)) })
    expect(existsSync(join(dataFolder, 'signalbox.db'))).toBe(false)
    await expect(mendDataFolder({ dataFolder, mending: { kind: 'restore', from }, now: 0 })).rejects.toMatchObject({ code })
    await restore(from, { dataFolder, asItIs: true })
    expect(onDatabase(join(dataFolder, 'signalbox.db'), (database) => database.prepare('select count(*) from runs').pluck().get())).toBe(RUNS)
  })

  test('is not taken as it is either when its database is damaged', async () => {
    const from = await backedUp()
    const file = join(from, 'signalbox.db')
    const whole = readFileSync(file)
    for (let page = 1; page < whole.length / 4096; page += 6) {
      writeFileSync(file, Buffer.from(whole).fill(0xa5, page * 4096, (page + 1) * 4096))
      await expect(restore(from, { asItIs: true })).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(from) })
    }
  })

  test('is none when the key was put back into it', async () => {
    const from = await backedUp()
    writeFileSync(join(from, 'vault.key'), 'a key')
    expect(await restore(from)).toMatchObject({ key: 'from the backup', findings: [] })
  })

  test('is none when it was salvaged', async () => {
    const to = join(tempFolder(), 'salvaged')
    await salvageFolder({ dataFolder: copied(), to }, quiet)
    expect(await restore(to)).toMatchObject({ findings: [] })
  })
})

describe('a folder inside the one that is copied', () => {
  test('is no place to restore a backup to, by whatever way', async () => {
    const from = await backedUp()
    const before = imageOf(from)
    const way = join(tempFolder(), 'way')
    symlinkSync(from, way, 'junction')
    for (const dataFolder of [from, join(from, 'sub'), join(from, 'runs', 'deeper', 'sub'), join(way, 'sub')]) {
      await expect(restore(from, { dataFolder, moveAside: true })).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining(dataFolder) })
    }
    expect(imageOf(from)).toEqual(before)
    expect(readdirSync(from)).not.toContain('sub')
  })

  test('is no place to salvage to', async () => {
    const folder = copied()
    const to = join(folder, 'runs', 'saved')
    await expect(salvageFolder({ dataFolder: folder, to }, quiet)).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining(to) })
  })

  test('may hold the backup: what was set aside can be put back', async () => {
    const folder = copied()
    await restore(await backedUp(), { dataFolder: folder, moveAside: true })
    const aside = join(folder, readdirSync(folder).find((name) => name.startsWith('set-aside')) ?? '')
    expect(await restore(aside, { dataFolder: folder, moveAside: true, asItIs: true, now: 5000 })).toMatchObject({ findings: [] })
  })
})

/** Links beside the file of one run; `pipe` is where the system has them. */
function linked(folder: string): string {
  const [run = '', other = ''] = readdirSync(join(folder, 'runs'))
  const place = join(folder, 'runs', run)
  symlinkSync('written', join(place, 'near'))
  symlinkSync(`../${other}`, join(place, 'other'))
  symlinkSync('/etc', join(place, 'evil'))
  symlinkSync(`../../../${'../'.repeat(8)}etc`, join(place, 'climbs'))
  symlinkSync(join(place, 'written'), join(place, 'whole'))
  // As it is written it stays inside; as the system goes it does not.
  symlinkSync('..', join(place, 'up'))
  symlinkSync('up/../vault.key', join(place, 'over'))
  symlinkSync('nothing', join(place, 'nowhere'))
  execFileSync('mkfifo', [join(place, 'pipe')])
  return run
}
const LEFT_OUT = 6

describe.skipIf(process.platform === 'win32')('links that lead out of their folder, and pipes', () => {
  const expectKept = (folder: string, run: string): void => {
    const place = join(folder, 'runs', run)
    expect(readdirSync(place).sort()).toEqual(['near', 'other', 'up', 'written'])
    expect([lstatSync(join(place, 'near')).isSymbolicLink(), readlinkSync(join(place, 'near')), readFileSync(join(place, 'near'), 'utf8')]).toEqual([true, 'written', run])
  }

  test('are left out of a backup, which tells how many', async () => {
    const folder = copied()
    const run = linked(folder)
    const to = join(tempFolder(), 'backup')
    expect(await backup(folder, to)).toMatchObject({ leftOut: LEFT_OUT })
    expectKept(to, run)
    expect(await restore(to)).toMatchObject({ leftOut: 0 })
  })

  test('are left in a backup that has them, whoever made it, and what is salvaged has none', async () => {
    const from = await backedUp()
    const run = linked(from)
    const dataFolder = join(tempFolder(), 'data')
    expect(await restore(from, { dataFolder })).toMatchObject({ leftOut: LEFT_OUT })
    expectKept(dataFolder, run)
    const folder = copied()
    const to = join(tempFolder(), 'salvaged')
    const salvagedRun = linked(folder)
    expect(await salvageFolder({ dataFolder: folder, to }, quiet)).toMatchObject({ leftOut: LEFT_OUT })
    expectKept(to, salvagedRun)
  })
})

describe('a data folder without its database', () => {
  test('is found out by a check, which makes none', async () => {
    const folder = copied()
    rmSync(join(folder, 'signalbox.db'))
    const { findings } = await checkDataFolder(folder, quiet)
    expect(findings).toEqual([{ kind: 'database', message: expect.stringMatching(/signalbox\.db: it is missing\. Put it back/) }])
    expect(existsSync(join(folder, 'signalbox.db'))).toBe(false)
  })
})
