import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Effect } from '../testing/faults/fault'
import { timesFrom } from '../testing/faults/how-often'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { keepRemains } from '../testing/faults/remains'
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

/** Opens the database with the fault at its 1st statement, its 2nd and so on, until it opens without; `look` sees each folder that was left. */
async function sweep(from: string, effect: Effect, look: (left: string, nth: number) => Promise<void>): Promise<number> {
  for (let nth = 1; ; nth++) {
    const folder = rigFolder()
    const remains = rigFolder()
    cpSync(from, folder, { recursive: true })
    const driver = new FaultyDriver({ at: 'statement', nth, effect }, { kill: () => keepRemains(folder, remains) })
    const opened = await openDatabase({ file: join(folder, NAME), connect: driver.connect }).catch(() => null)
    driver.close()
    if (!driver.fired) return nth - 1
    expect(opened, `it opened though statement ${nth} failed`).toBeNull()
    await look(effect.kind === 'kill' ? remains : folder, nth)
  }
}

const WAYS: readonly { readonly what: string; readonly effect: Effect }[] = [
  { what: 'dies before', effect: { kind: 'kill', when: 'before' } },
  { what: 'is refused by the disk at', effect: { kind: 'throw', code: 'SQLITE_IOERR' } },
  { what: 'hears of a failure, though it was performed, at', effect: { kind: 'ambiguous', code: 'SQLITE_IOERR_FSYNC' } },
  { what: 'finds no space at', effect: { kind: 'throw', code: 'SQLITE_FULL' } },
  { what: 'dies after', effect: { kind: 'kill', when: 'after' } },
]
const everyWay = timesFrom(process.env['SIGNALBOX_FAULTS']) > 1
const ways = everyWay ? WAYS : WAYS.slice(0, 1)

describe.each(ways)('an update that $what any of its statements', ({ effect }) => {
  test('leaves the old schema or the new one, the rows and a whole copy, and the next start goes on', async () => {
    const from = await ofVersion(1)
    const points = await sweep(from, effect, async (folder, nth) => {
      const file = join(folder, NAME)
      expect([1, MIGRATIONS.length], `schema after statement ${nth}`).toContain(applied(file))
      expect(onDatabase(file, (database) => database.pragma('integrity_check', { simple: true }))).toBe('ok')
      const next = await openDatabase({ file, connect: unharmed() })
      expect(await next.read.pipelines(), `rows after statement ${nth}`).toMatchObject([{ name: 'kept' }])
      await next.close()
      expect(applied(file)).toBe(MIGRATIONS.length)
      const copies = readdirSync(folder).filter((name) => name.endsWith('.bak'))
      expect(copies.map((name) => applied(join(folder, name)))).toEqual([1])
    })
    expect(points).toBeGreaterThan(MIGRATIONS.length)
  }, 120_000)
})

test(
  'a first start that dies before any of its statements leaves what the next start makes a database of',
  async () => {
    const points = await sweep(rigFolder(), { kind: 'kill', when: 'before' }, async (folder) => {
      const next = await openDatabase({ file: join(folder, NAME), connect: unharmed() })
      expect(await next.read.pipelines()).toEqual([])
      await next.close()
    })
    expect(points).toBeGreaterThan(MIGRATIONS.length)
  },
  60_000,
)
