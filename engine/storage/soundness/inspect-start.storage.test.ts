import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../testing/temp-folder'
import { checkAfterCrash, inspectFiles, lostLog } from './inspect-start'
import { readWal } from './read-wal'

const FRAME = 24 + 4096

/** A database whose process was killed after three commits, all of them in its log. */
function killed(): { folder: string; file: string; log: string } {
  const folder = tempFolder()
  const source = join(tempFolder(), 'source.db')
  const database = new Database(source)
  onTestFinished(() => void database.close())
  database.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0; create table t (x)')
  database.pragma('wal_checkpoint(TRUNCATE)')
  for (let n = 0; n < 3; n++) database.prepare('insert into t values (?)').run('x'.repeat(2500))
  const file = join(folder, 'signalbox.db')
  for (const end of ['', '-wal']) writeFileSync(`${file}${end}`, readFileSync(`${source}${end}`))
  return { folder, file, log: `${file}-wal` }
}

function overwrite(path: string, from: number, length: number): void {
  writeFileSync(path, readFileSync(path).fill(0xa5, from, from + length))
}

describe('the log of a database', () => {
  test('is read as SQLite reads it', () => {
    const { log } = killed()
    expect(readWal(log)).toEqual({ kind: 'whole', commits: 3 })
    expect(readWal(`${log}-of-nothing`)).toBeNull()
    truncateSync(log, 0)
    expect(readWal(log)).toEqual({ kind: 'whole', commits: 0 })
  })

  test('that ends in the middle of a commit is whole up to there, as after a power cut', () => {
    const { log } = killed()
    truncateSync(log, readFileSync(log).length - 100)
    expect(readWal(log)).toEqual({ kind: 'whole', commits: 2 })
    overwrite(log, readFileSync(log).length - 500, 500)
    expect(readWal(log)).toMatchObject({ kind: 'whole' })
  })

  test('with a damaged frame before a commit has lost what was confirmed', () => {
    const { log } = killed()
    overwrite(log, 32 + FRAME - 200, 100)
    expect(readWal(log)).toMatchObject({ kind: 'broken', commits: 0, lost: expect.any(Number) })
  })

  test('with a damaged beginning cannot be read', () => {
    const { log } = killed()
    overwrite(log, 0, 32)
    expect(readWal(log)).toEqual({ kind: 'unreadable' })
  })
})

describe('a start after a crash', () => {
  test('doubts nothing when the log is whole', () => {
    const { folder, file } = killed()
    expect(lostLog(file, () => 'now')).toBeNull()
    expect(readdirSync(folder)).toEqual(['signalbox.db', 'signalbox.db-wal'])
  })

  test('says that the log is gone', () => {
    const { file, log } = killed()
    rmSync(log)
    expect(lostLog(file, () => 'now')).toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(`${log} is gone`) })
  })

  test('keeps a copy of a log that is damaged, since it is written over', () => {
    const { file, log } = killed()
    overwrite(log, 0, 32)
    const damaged = readFileSync(log)
    expect(lostLog(file, () => 'now')?.message).toContain(`${log}.damaged-now`)
    expect(readFileSync(`${log}.damaged-now`)).toEqual(damaged)
  })

  test('looks through a small database, and leaves a large one for later', () => {
    const { file } = killed()
    expect(checkAfterCrash(file)).toBe(true)
    expect(checkAfterCrash(file, 100)).toBe(false)
    rmSync(`${file}-wal`)
    overwrite(file, 4096, 4096)
    expect(() => checkAfterCrash(file)).toThrow(file)
  })
})

describe('the files of a database', () => {
  const refusal = (file: string): unknown => {
    try {
      inspectFiles(file)
      return null
    } catch (thrown) {
      return thrown
    }
  }
  const corrupt = (words: string) => ({ code: 'storage_corrupt', message: expect.stringContaining(words) })

  test('are taken as they are when there are none, and before an engine has worked there', () => {
    const folder = tempFolder()
    const file = join(folder, 'signalbox.db')
    expect(refusal(file)).toBeNull()
    writeFileSync(file, '')
    expect(refusal(file)).toBeNull()
  })

  test('are refused when the database is empty where an engine has worked', () => {
    const folder = tempFolder()
    const file = join(folder, 'signalbox.db')
    writeFileSync(file, '')
    writeFileSync(join(folder, 'engine.log'), '')
    expect(refusal(file)).toMatchObject(corrupt('it is empty'))
  })

  test('are refused when only the log is there', () => {
    const { file } = killed()
    rmSync(file)
    expect(refusal(file)).toMatchObject(corrupt('its log is still there'))
  })

  test('are refused when they cannot be read', () => {
    const { file } = killed()
    rmSync(file)
    // A folder in its place, since whoever may do everything reads any file.
    mkdirSync(file)
    expect(refusal(file)).toMatchObject({ code: 'data_folder_unusable', message: expect.stringContaining(file) })
  })

  test('are refused when the database does not begin as one', () => {
    const { file } = killed()
    overwrite(file, 0, 10)
    expect(refusal(file)).toMatchObject(corrupt('does not begin as a database does'))
  })
})
