import { describe, expect, it } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import { toStorageError } from './storage-error'

const thrownBySqlite = (code: string) => Object.assign(new Error('what SQLite says'), { code })

describe('toStorageError', () => {
  it.each([
    ['SQLITE_FULL', 'storage_full'],
    ['SQLITE_IOERR_SHMSIZE', 'storage_full'],
    ['SQLITE_BUSY', 'storage_busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'storage_busy'],
    ['SQLITE_LOCKED', 'storage_busy'],
    ['SQLITE_CORRUPT', 'storage_corrupt'],
    ['SQLITE_CORRUPT_INDEX', 'storage_corrupt'],
    ['SQLITE_NOTADB', 'storage_corrupt'],
    ['SQLITE_READONLY', 'data_folder_unusable'],
    ['SQLITE_CANTOPEN', 'data_folder_unusable'],
    ['SQLITE_PERM', 'data_folder_unusable'],
    ['SQLITE_IOERR_FSYNC', 'storage_failed'],
    ['SQLITE_NOMEM', 'storage_failed'],
  ])('makes %s into %s, naming the file and keeping the cause', (sqlite, code) => {
    const thrown = thrownBySqlite(sqlite)
    const error = toStorageError(thrown, '/data/signalbox.db')
    expect(error).toMatchObject({ code, message: expect.stringContaining('/data/signalbox.db'), details: { sqlite }, cause: thrown })
    expect(error).toBeInstanceOf(EngineError)
  })

  it.each([
    [thrownBySqlite('SQLITE_CONSTRAINT_UNIQUE')],
    [new EngineError('run_not_found', 'There is no such run.')],
    [thrownBySqlite('ENOSPC')],
    [new TypeError('ours')],
    ['text'],
  ])('leaves what is not the disk’s fault as it is: %s', (thrown) => {
    expect(toStorageError(thrown, '/data/signalbox.db')).toBe(thrown)
  })
})
