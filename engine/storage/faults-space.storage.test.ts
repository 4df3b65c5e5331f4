import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deathsIn } from '../testing/faults/deaths'
import type { Effect } from '../testing/faults/fault'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { rigFolder } from '../testing/faults/rig-folder'
import { onDatabase } from '../testing/on-database'
import { contentHash } from '../testing/soundness/folder-image'
import { openDatabase } from './open-database'

/** Cut off at every statement while space is given back: what is there stays as it is, and the next try gives back the rest. */

const NAME = 'signalbox.db'
const FREE_PAGES = 40
const PAGES_AT_ONCE = 16

/** A database with as many pages free inside, and a pipeline in it. */
async function folderWithSpace(): Promise<string> {
  const folder = rigFolder()
  const file = join(folder, NAME)
  const { unitOfWork, close } = await openDatabase({ file })
  await unitOfWork.run((tx) => tx.pipelines.insert({ id: 'p', name: 'kept', description: '', currentVersion: 1, folder: '/', stepsTotal: 1, createdAt: 0, updatedAt: 0 }))
  await close()
  onDatabase(file, (database) => {
    database.exec('create table filler (bytes)')
    const insert = database.prepare('insert into filler values (zeroblob(3500))')
    for (let page = 0; page < FREE_PAGES; page++) insert.run()
    database.exec('drop table filler')
  })
  return folder
}

const freePagesOf = (folder: string) => onDatabase(join(folder, NAME), (database) => database.pragma('freelist_count', { simple: true }))

async function giveBack(folder: string, driver: FaultyDriver): Promise<void> {
  const { unitOfWork, close } = await openDatabase({ file: join(folder, NAME), connect: driver.connect })
  while ((await unitOfWork.run((tx) => tx.removals.giveBack(PAGES_AT_ONCE))) > 0);
  await close()
}

const WAYS: readonly { readonly what: string; readonly effect: Effect }[] = [
  { what: 'is refused by the disk at', effect: { kind: 'throw', code: 'SQLITE_IOERR' } },
  { what: 'finds no space at', effect: { kind: 'throw', code: 'SQLITE_FULL' } },
  { what: 'hears of a failure, though it was performed, at', effect: { kind: 'ambiguous', code: 'SQLITE_IOERR_FSYNC' } },
]

/** Costs no row, and the next try gives back the rest. */
async function checkRest(left: string, content: string, when: string): Promise<void> {
  await giveBack(left, new FaultyDriver())
  expect(onDatabase(join(left, NAME), (database) => database.pragma('integrity_check', { simple: true })), when).toBe('ok')
  expect([contentHash(join(left, NAME)), freePagesOf(left)], when).toEqual([content, 0])
}

test('space that is given back by what dies before or after any of its statements costs no row, and the next try gives back the rest', async () => {
  const folder = await folderWithSpace()
  const content = contentHash(join(folder, NAME))
  expect(freePagesOf(folder)).toBeGreaterThan(FREE_PAGES - 2)
  const { statements, left } = await deathsIn(folder, (driver) => giveBack(folder, driver))
  expect(statements).toBeGreaterThan(20)
  for (const { folder: remains, at } of left) await checkRest(remains, content, at)
})

test.each(WAYS)('space that is given back by what $what any of its statements costs no row, and the next try gives back the rest', async ({ effect }) => {
  const from = await folderWithSpace()
  const content = contentHash(join(from, NAME))
  for (let nth = 1; ; nth++) {
    const folder = rigFolder()
    cpSync(from, folder, { recursive: true })
    const driver = new FaultyDriver({ at: 'statement', nth, effect })
    await giveBack(folder, driver).catch(() => undefined)
    driver.close()
    if (!driver.fired) return expect(nth).toBeGreaterThan(20)
    await checkRest(folder, content, `after statement ${nth}`)
  }
}, 60_000)
