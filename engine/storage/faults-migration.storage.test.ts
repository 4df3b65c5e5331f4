import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { type Death, deathsIn } from '../testing/faults/deaths'
import type { Effect } from '../testing/faults/fault'
import { timesFrom } from '../testing/faults/how-often'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { rigFolder } from '../testing/faults/rig-folder'
import { onDatabase } from '../testing/on-database'
import { sqliteDialect } from './dialects/sqlite'
import { migrate } from './migrate'
import { MIGRATIONS } from './migrations'
import { openDatabase } from './open-database'
import type { Schema } from './schema'

const NAME = 'signalbox.db'

/** A database as an earlier version left it, with a pipeline in it. */
async function ofVersion(count: number): Promise<string> {
  const folder = rigFolder()
  const database = new Database(join(folder, NAME))
  database.pragma('journal_mode = WAL')
  const dialect = sqliteDialect(database)
  await migrate(new Kysely<Schema>({ dialect: dialect.kysely }), dialect, async () => undefined, MIGRATIONS.slice(0, count))
  database.exec("insert into pipelines values ('p', 'kept', '', 1, '/', 1, 0, 0, null)")
  database.close()
  return folder
}

const applied = (file: string) =>
  onDatabase(file, (database) => database.prepare<[], string>('select name from kysely_migration order by name').pluck().all().length)

const unharmed = () => new FaultyDriver().connect

const copyOf = (from: string): string => {
  const folder = rigFolder()
  cpSync(from, folder, { recursive: true })
  return folder
}

/** What an update leaves that dies before or after any of its statements. */
async function deathsOfUpdate(from: string): Promise<readonly Death[]> {
  const folder = copyOf(from)
  const { statements, left } = await deathsIn(folder, ({ connect }) => openDatabase({ file: join(folder, NAME), connect }))
  expect(statements).toBeGreaterThan(MIGRATIONS.length)
  return left
}

const REFUSALS: readonly { readonly what: string; readonly effect: Effect }[] = [
  { what: 'is refused by the disk at', effect: { kind: 'throw', code: 'SQLITE_IOERR' } },
  { what: 'hears of a failure, though it was performed, at', effect: { kind: 'ambiguous', code: 'SQLITE_IOERR_FSYNC' } },
  { what: 'finds no space at', effect: { kind: 'throw', code: 'SQLITE_FULL' } },
]

/** The old schema or the new one, the rows and a whole copy, and the next start goes on. */
async function checkUpdated(folder: string, when: string): Promise<void> {
  const file = join(folder, NAME)
  expect([1, MIGRATIONS.length], `schema ${when}`).toContain(applied(file))
  expect(onDatabase(file, (database) => database.pragma('integrity_check', { simple: true }))).toBe('ok')
  const next = await openDatabase({ file, connect: unharmed() })
  expect(await next.read.pipelines(), `rows ${when}`).toMatchObject([{ name: 'kept' }])
  await next.close()
  expect(applied(file)).toBe(MIGRATIONS.length)
  const copies = readdirSync(folder).filter((name) => name.endsWith('.bak'))
  expect(copies.map((name) => applied(join(folder, name)))).toEqual([1])
}

test('an update that dies before or after any of its statements leaves the old schema or the new one, the rows and a whole copy, and the next start goes on', async () => {
  for (const { folder, at } of await deathsOfUpdate(await ofVersion(1))) await checkUpdated(folder, at)
}, 120_000)

test.each(timesFrom(process.env['SIGNALBOX_FAULTS']) > 1 ? REFUSALS : [])(
  'an update that $what any of its statements leaves the same',
  async ({ effect }) => {
    const from = await ofVersion(1)
    for (let nth = 1; ; nth++) {
      const folder = copyOf(from)
      const driver = new FaultyDriver({ at: 'statement', nth, effect })
      const opened = await openDatabase({ file: join(folder, NAME), connect: driver.connect }).catch(() => null)
      driver.close()
      if (!driver.fired) return expect(nth).toBeGreaterThan(MIGRATIONS.length + 1)
      expect(opened, `it opened though statement ${nth} failed`).toBeNull()
      await checkUpdated(folder, `after statement ${nth}`)
    }
  },
  120_000,
)

test('a first start that dies before or after any of its statements leaves what the next start makes a database of', async () => {
  for (const { folder } of await deathsOfUpdate(rigFolder())) {
    const next = await openDatabase({ file: join(folder, NAME), connect: unharmed() })
    expect(await next.read.pipelines()).toEqual([])
    await next.close()
  }
}, 60_000)
