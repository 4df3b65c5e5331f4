import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import type { Transaction } from '../ports/unit-of-work'
import type { WriteStores } from '../ports/write-stores'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { tempFolder } from '../testing/temp-folder'
import { GroupCommit } from './group-commit'

/** A real database with one table, a second connection that sees only what was committed, and every statement that ran. */
function openTable() {
  const file = join(tempFolder(), 'test.db')
  const statements: string[] = []
  const writer = new Database(file, { verbose: (sql) => statements.push(String(sql)) })
  writer.pragma('journal_mode = WAL')
  writer.pragma('busy_timeout = 0')
  writer.pragma('foreign_keys = ON')
  writer.exec('create table written (n integer primary key); create table child (n integer references written (n) deferrable initially deferred)')
  const onlooker = new Database(file)
  onTestFinished(() => {
    onlooker.close()
    writer.close()
  })
  statements.length = 0
  // The works of these tests write by themselves.
  const unitOfWork = new GroupCommit(writer, { stores: {} as WriteStores, isFull: () => false, writeOut: () => undefined, settled: () => undefined, forget: () => undefined })
  const insert = writer.prepare<[number]>('insert into written values (?)')
  return {
    file,
    writer,
    onlooker,
    statements,
    unitOfWork,
    write: (n: number) => async (tx?: Transaction) => {
      insert.run(n)
      return tx
    },
    committed: () =>
      onlooker
        .prepare<[], { n: number }>('select n from written order by n')
        .all()
        .map(({ n }) => n),
  }
}

const settled = (promises: readonly Promise<unknown>[]) => Promise.allSettled(promises).then((results) => results.map(({ status }) => status))

describe('works of one turn', () => {
  test('share one commit, in the order in which they came', async () => {
    const { unitOfWork, write, statements, committed } = openTable()
    await Promise.all([3, 1, 2].map((n) => unitOfWork.run(write(n))))
    expect(committed()).toEqual([1, 2, 3])
    expect(statements.filter((sql) => /^(begin|commit|insert)/.test(sql))).toEqual([
      'begin immediate',
      'insert into written values (3.0)',
      'insert into written values (1.0)',
      'insert into written values (2.0)',
      'commit',
    ])
  })

  test('are answered with what they gave, after the commit and not before', async () => {
    const { unitOfWork, write, committed } = openTable()
    const seen: unknown[] = []
    const work = unitOfWork.run(async (tx) => {
      await write(1)()
      tx.afterCommit(() => seen.push(['told', committed()]))
      seen.push(['at work', committed()])
      return 'result'
    })
    seen.push(['answered', await work, committed()])
    expect(seen).toEqual([
      ['at work', []],
      ['told', [1]],
      ['answered', 'result', [1]],
    ])
  })

  test('that are many make several commits, and each is answered', async () => {
    const { unitOfWork, write, statements, committed } = openTable()
    await Promise.all(Array.from({ length: 600 }, (_, n) => unitOfWork.run(write(n))))
    expect(committed()).toHaveLength(600)
    const commits = statements.filter((sql) => sql === 'commit').length
    expect([commits >= 3, commits < 60]).toEqual([true, true])
  })

  test('that take long make several commits too, in the order in which they came', async () => {
    const { unitOfWork, write, statements } = openTable()
    const slow = (n: number) => async () => {
      await write(n)()
      for (const until = performance.now() + 15; performance.now() < until;);
    }
    await Promise.all([1, 2, 3].map((n) => unitOfWork.run(slow(n))))
    expect(statements.filter((sql) => sql.startsWith('insert'))).toEqual([1, 2, 3].map((n) => `insert into written values (${n}.0)`))
    expect(statements.filter((sql) => sql === 'commit').length).toBeGreaterThan(1)
  })

  test('may ask for more work while they are answered', async () => {
    const { unitOfWork, write, committed } = openTable()
    await unitOfWork.run(write(1)).then(() => unitOfWork.run(write(2)))
    await unitOfWork.run(write(3))
    expect(committed()).toEqual([1, 2, 3])
  })
})

describe('a work that throws', () => {
  test('takes back its own writes and nobody else’s; its caller gets what it threw, and nobody hears of it', async () => {
    const { unitOfWork, write, committed } = openTable()
    const told: string[] = []
    const telling = (n: number, name: string, error?: Error) => async (tx: Transaction) => {
      tx.afterCommit(() => told.push(name))
      await write(n)()
      if (error !== undefined) throw error
    }
    const refusal = new EngineError('run_not_found', 'There is no such run.')
    const works = [unitOfWork.run(telling(1, 'before')), unitOfWork.run(telling(2, 'between', refusal)), unitOfWork.run(telling(3, 'after'))]
    expect(await settled(works)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await expect(works[1]).rejects.toBe(refusal)
    expect(committed()).toEqual([1, 3])
    expect(told).toEqual(['before', 'after'])
  })

  test('by breaking a rule of the database takes back only its own writes too', async () => {
    const { unitOfWork, write, committed } = openTable()
    const twice = unitOfWork.run(async () => {
      await write(7)()
      await write(7)()
    })
    const works = [twice, unitOfWork.run(write(8))]
    expect(await settled(works)).toEqual(['rejected', 'fulfilled'])
    expect(committed()).toEqual([8])
  })
})

describe('a group of which one throws', () => {
  test('is performed once more: the others are written once, told once and answered, and whatever they did beside the database is undone in between', async () => {
    const { unitOfWork, write, committed } = openTable()
    const done: string[] = []
    const work = (n: number, throws = false) =>
      unitOfWork.run(async (tx) => {
        done.push(`do ${n}`)
        tx.afterRollback(() => done.push(`undo ${n}`))
        tx.afterCommit(() => done.push(`told ${n}`))
        await write(n)()
        if (throws) throw new EngineError('run_not_found', 'There is no such run.')
        return n
      })
    const works = [work(1), work(2, true), work(3)]
    expect(await settled(works)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(committed()).toEqual([1, 3])
    // Together until one throws, then apart.
    expect(done).toEqual(['do 1', 'do 2', 'undo 2', 'undo 1', 'do 1', 'do 2', 'undo 2', 'told 1', 'do 3', 'told 3'])
  })

  test('holds no more than the statements of its works when none throws', async () => {
    const { unitOfWork, write, statements } = openTable()
    await Promise.all([1, 2, 3].map((n) => unitOfWork.run(write(n))))
    expect(statements.filter((sql) => sql.includes('work'))).toEqual([])
  })

  test('is joined by what its works ask for', async () => {
    const { unitOfWork, write, statements, committed } = openTable()
    const inner: Promise<unknown>[] = []
    await unitOfWork.run(async (tx) => {
      await write(1)(tx)
      inner.push(unitOfWork.run(write(2)))
    })
    await Promise.all(inner)
    expect(committed()).toEqual([1, 2])
    expect(statements.filter((sql) => sql === 'commit')).toHaveLength(1)
  })
})

describe('a commit that fails', () => {
  test('fails every work of it, tells nobody, and leaves nothing; the next goes on', async () => {
    const { unitOfWork, write, writer, committed } = openTable()
    const told: string[] = []
    const works = [
      unitOfWork.run(async (tx) => {
        tx.afterCommit(() => told.push('committed'))
        tx.afterRollback(() => told.push('undone'))
        await write(1)()
      }),
      // Found out by the commit itself.
      unitOfWork.run(async () => void writer.exec('insert into child values (99)')),
    ]
    expect(await settled(works)).toEqual(['rejected', 'rejected'])
    expect([told, committed()]).toEqual([['undone'], []])
    await unitOfWork.run(write(2))
    expect(committed()).toEqual([2])
  })

  test('and cannot be rolled back either fails its works; the next one begins with that, and none of it is left', async () => {
    const file = join(tempFolder(), 'test.db')
    // create, begin, insert, and then the commit and the rollback.
    const driver = new FaultyDriver({ at: 'statement', nth: 4, times: 2, effect: { kind: 'throw', code: 'SQLITE_BUSY' } })
    const writer = driver.connect(file)
    onTestFinished(() => driver.close())
    writer.exec('create table written (n integer primary key)')
    const insert = writer.prepare<[number]>('insert into written values (?)')
    const told: string[] = []
    const unitOfWork = new GroupCommit(writer, { stores: {} as WriteStores, isFull: () => false, writeOut: () => undefined, settled: () => undefined, forget: () => told.push('forgotten') })
    const write = (n: number) =>
      unitOfWork.run(async (tx) => {
        tx.afterRollback(() => told.push(`${n} undone`))
        insert.run(n)
      })
    await expect(write(1)).rejects.toMatchObject({ code: 'storage_busy' })
    expect(told).toEqual(['forgotten', '1 undone'])
    await write(2)
    expect(writer.prepare('select n from written').pluck().all()).toEqual([2])
  })

  test('says that another process holds the database, and works again when it lets go', async () => {
    const { unitOfWork, write, onlooker, committed } = openTable()
    onlooker.exec('begin immediate')
    await expect(unitOfWork.run(write(1))).rejects.toMatchObject({
      code: 'storage_busy',
      retryable: true,
      message: expect.stringContaining('holds the database'),
    })
    onlooker.exec('commit')
    await unitOfWork.run(write(2))
    expect(committed()).toEqual([2])
  })

  test('says that the disk is full, and works again when there is space', async () => {
    const { unitOfWork, write, writer, file, committed } = openTable()
    const pages = Number(writer.pragma('page_count', { simple: true }))
    writer.pragma(`max_page_count = ${pages}`)
    const large = unitOfWork.run(async () => {
      await write(1)()
      writer.exec('create table more (text text)')
    })
    await expect(large).rejects.toMatchObject({
      code: 'storage_full',
      retryable: true,
      message: expect.stringContaining(file),
      details: { sqlite: 'SQLITE_FULL' },
    })
    expect(committed()).toEqual([])
    writer.pragma('max_page_count = 1000000')
    await unitOfWork.run(write(2))
    expect(committed()).toEqual([2])
  })
})
