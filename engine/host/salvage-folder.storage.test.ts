import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { imageOf } from '../testing/soundness/folder-image'
import { tempFolder } from '../testing/temp-folder'
import { checkDataFolder } from './check-data-folder'
import { restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'

const PAGE = 4096
const behaviours = { give: () => succeed('x'.repeat(70_000)) }
const PIPELINE = 'name: give\nsteps: [{ id: only, uses: probe, with: { do: give } }]'
const RUNS = 12

async function used(): Promise<{ folder: string; file: string }> {
  const folder = tempFolder()
  const harness = await startEngine({ dataFolder: folder, behaviours })
  for (let run = 0; run < RUNS; run++) await harness.run(PIPELINE)
  await harness.stop()
  return { folder, file: join(folder, 'signalbox.db') }
}

const overwrite = (file: string, from: number, length: number) => writeFileSync(file, readFileSync(file).fill(0xa5, from, from + length))
const salvage = (dataFolder: string, to: string) => salvageFolder({ dataFolder, to }, () => undefined)
const rowsOf = ({ tables }: Awaited<ReturnType<typeof salvage>>, table: string) => tables.find(({ name }) => name === table)?.rows

interface PageOfTree {
  readonly pageno: number
  /** Of the table or the index that it belongs to. */
  readonly name: string
  readonly pagetype: 'leaf' | 'internal' | 'overflow'
  /** What lies on it. */
  readonly ncell: number
}

/** How many rows each table has, and what lies where. */
function inPages(database: Database.Database) {
  const tables = database.prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'").pluck().all()
  return {
    rows: new Map(tables.map((table) => [table, Number(database.prepare(`select count(*) from ${table}`).pluck().get())])),
    pages: database.prepare<[], PageOfTree>('select pageno, name, pagetype, ncell from dbstat where pageno > 1 order by pageno').all(),
  }
}

/** What goes with rows that are lost. */
const HELD_BY = new Map([
  ['pipelines', ['pipeline_versions']],
  ['runs', ['step_runs', 'attempts', 'run_events', 'log_chunks', 'usages', 'approvals', 'jobs', 'dead_letters', 'artifact_refs']],
  ['step_runs', ['attempts', 'approvals', 'jobs']],
])

describe('what can be read of a damaged data folder', () => {
  test('is all of it when only the beginning of the file is gone, and can be worked with', async () => {
    const { folder, file } = await used()
    overwrite(file, 0, 100)
    const before = imageOf(folder)
    const to = join(tempFolder(), 'salvaged')
    const report = await salvage(folder, to)
    expect([rowsOf(report, 'runs'), rowsOf(report, 'step_runs'), report.tables.filter(({ isDamaged }) => isDamaged)]).toEqual([RUNS, RUNS, []])
    expect(report).toMatchObject({ folder: to, artifacts: 1, missingArtifacts: 0 })
    expect(imageOf(folder)).toEqual(before)

    await restoreBackup({ from: to, dataFolder: folder, moveAside: true, now: 0 }, () => undefined)
    const harness = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => harness.stop())
    expect((await harness.engine.client.runs.list({})).total).toBe(RUNS)
    expect((await harness.run(PIPELINE)).status).toBe('succeeded')
  })

  test('is what lies before and behind a damaged page; without the pages that say what the tables are it may be nothing', async () => {
    const { folder, file } = await used()
    const { rows, pages } = onDatabase(file, inPages)
    const whole = readFileSync(file)
    const middle = pages.filter(({ name, pagetype }) => name === 'run_events' && pagetype === 'leaf')[1]
    const tried = [...pages.filter((_, index) => index % 12 === 6), ...(middle === undefined ? [] : [middle])]
    for (const { pageno, name, pagetype, ncell } of tried) {
      writeFileSync(file, Buffer.from(whole).fill(0xa5, (pageno - 1) * PAGE, pageno * PAGE))
      const to = join(tempFolder(), 'salvaged')
      const report = await salvage(folder, to).catch((thrown: unknown) => {
        if (name === 'sqlite_schema' && thrown instanceof Error && 'code' in thrown && thrown.code === 'storage_corrupt') return null
        throw thrown
      })
      expect(existsSync(join(to, 'damaged.db'))).toBe(false)
      if (report === null || name === 'sqlite_schema') continue
      const lost = { leaf: ncell, overflow: 1, internal: rows.get(name) ?? 0 }[pagetype]
      const what = `page ${pageno} (${pagetype} of ${name})`
      for (const [table, count] of rows) {
        if (table !== name && (HELD_BY.get(name) ?? []).includes(table)) continue
        expect(rowsOf(report, table), `${table} without ${what}`).toBeGreaterThanOrEqual(table === name ? count - lost : count)
      }
      if (pageno !== middle?.pageno) continue
      // So it is from before it and from behind it.
      const left = onDatabase(join(to, 'signalbox.db'), (database) => database.prepare<[], string>('select distinct run_id from run_events order by 1').pluck().all())
      const runs = onDatabase(join(to, 'signalbox.db'), (database) => database.prepare<[], string>('select id from runs order by 1').pluck().all())
      expect([left.at(0), left.at(-1)]).toEqual([runs.at(0), runs.at(-1)])
      expect(rowsOf(report, name)).toBeLessThan(rows.get(name) ?? 0)
    }
    expect(middle).toBeDefined()
  })

  test.each([
    ['one page', (bytes: number) => bytes - PAGE],
    ['half a page', (bytes: number) => bytes - PAGE / 2],
    ['a tenth', (bytes: number) => Math.floor(bytes * 0.9)],
  ])('is all but what lay in its end when the file lacks %s', async (_what, kept) => {
    const { folder, file } = await used()
    truncateSync(file, kept(readFileSync(file).length))
    const to = join(tempFolder(), 'salvaged')
    const report = await salvage(folder, to)
    expect(rowsOf(report, 'runs')).toBe(RUNS)
    const rows = onDatabase(join(to, 'signalbox.db'), (database) => database.prepare<[], Record<string, unknown>>('select * from step_runs').all())
    // What lay on the page that is gone is left out, and not read as zeros.
    for (const value of rows.flatMap((row) => Object.values(row))) expect(String(value)).not.toContain('\0')
  })

  test('is numbered on from its last run, also when what counts them is lost', async () => {
    const { folder, file } = await used()
    const page = onDatabase(file, (database) => {
      database.pragma('wal_checkpoint(TRUNCATE)')
      return database.prepare<[], number>("select rootpage from sqlite_schema where name = 'counters'").pluck().get() ?? 0
    })
    overwrite(file, (page - 1) * PAGE, PAGE)
    const to = join(tempFolder(), 'salvaged')
    const report = await salvage(folder, to)
    expect([rowsOf(report, 'runs'), report.tables.find(({ name }) => name === 'counters')]).toEqual([RUNS, { name: 'counters', rows: 0, isDamaged: true }])
    await restoreBackup({ from: to, dataFolder: folder, moveAside: true, now: 0 }, () => undefined)
    const harness = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => harness.stop())
    expect(await harness.run(PIPELINE)).toMatchObject({ externalId: `SBX-${RUNS + 1}`, status: 'succeeded' })
  })

  test.each([
    ['is behind', 'update counters set value = 3', RUNS],
    ['is gone', 'delete from counters', RUNS],
    ['is behind that of a run that is gone, of which the step cache knows', "insert into step_cache (key, step_run_id, external_id, output, expires_at) values ('k', 's', 'SBX-40', 'vnull', 0)", 40],
  ])('mends a number of runs that %s, which a check finds', async (_what, harm, highest) => {
    const { folder, file } = await used()
    onDatabase(file, (database) => database.exec(harm))
    const check = () => checkDataFolder(folder, () => undefined)
    expect((await check()).findings).toEqual([{ kind: 'database', message: expect.stringMatching(`SBX-${highest} .*signalbox salvage`) }])
    const to = join(tempFolder(), 'salvaged')
    await salvage(folder, to)
    await restoreBackup({ from: to, dataFolder: folder, moveAside: true, now: 0 }, () => undefined)
    expect((await check()).findings).toEqual([])
  })

  test('is all of a young database whose log alone is left, and nothing of one whose log began anew', async () => {
    const folder = tempFolder()
    const harness = await startEngine({ dataFolder: folder, behaviours })
    for (let run = 0; run < RUNS; run++) await harness.run(PIPELINE)
    const log = () => readFileSync(join(folder, 'signalbox.db-wal'))
    const whole = log()
    onDatabase(join(folder, 'signalbox.db'), (database) => database.pragma('wal_checkpoint(RESTART)'))
    await harness.run(PIPELINE)
    const anew = log()
    await harness.stop()

    const left = tempFolder()
    writeFileSync(join(left, 'signalbox.db-wal'), whole)
    await expect(startEngine({ dataFolder: left, behaviours })).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining('signalbox salvage') })
    const report = await salvage(left, join(tempFolder(), 'salvaged'))
    expect([rowsOf(report, 'runs'), rowsOf(report, 'step_runs'), report.tables.filter(({ isDamaged }) => isDamaged)]).toEqual([RUNS, RUNS, []])
    expect(readdirSync(left)).not.toContain('signalbox.db')

    writeFileSync(join(left, 'signalbox.db-wal'), anew)
    await expect(salvage(left, join(tempFolder(), 'salvaged'))).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining('restore a backup') })
  })

  test('is nothing of a file that is none: it says so, and leaves nothing behind', async () => {
    const { folder, file } = await used()
    writeFileSync(file, 'Dear diary,\n'.repeat(1000))
    const beside = tempFolder()
    await expect(salvage(folder, join(beside, 'salvaged'))).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(folder) })
    expect(readdirSync(beside)).toEqual([])
    rmSync(file)
    await expect(salvage(folder, join(beside, 'salvaged'))).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('replaces nothing', async () => {
    const { folder } = await used()
    const taken = tempFolder()
    writeFileSync(join(taken, 'mine'), '')
    await expect(salvage(folder, taken)).rejects.toMatchObject({ code: 'file_exists' })
  })
})
