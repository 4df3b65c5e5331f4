import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../ports/unit-of-work'
import { aNewAttempt, aNewRun } from '../../testing/builders'
import { workerSources } from '../../testing/engine-harness'
import { tempFolder } from '../../testing/temp-folder'
import { openDatabase } from '../open-database'

/** The same as group-commit.storage.test.ts, with the thread that writes: what is performed on top of what is not durable yet. */

async function open(writeWorker: string | URL | undefined = workerSources.writes) {
  const file = join(tempFolder(), 'signalbox.db')
  const { unitOfWork, close } = await openDatabase({ file, writeWorker })
  const onlooker = new Database(file)
  onTestFinished(async () => {
    onlooker.close()
    await close()
  })
  return {
    file,
    onlooker,
    unitOfWork,
    close,
    run: <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run(work),
    ids: () => onlooker.prepare<[], string>('select id from runs order by id').pluck().all(),
    status: (id: string) => onlooker.prepare<[string], string>('select status from step_runs where id = ?').pluck().get(id),
  }
}

const insert = (id: string) => (tx: Transaction) => tx.runs.insert(aNewRun({ id, idempotencyKey: id }), `SBX-${id}`)
const aStep = (id: string) => (tx: Transaction) => tx.steps.insert({ id, runId: 'run', stepId: id, itemIndex: null, parentId: null, kind: 'probe', remainingNeeds: 0, item: undefined })
const begin = (id: string) => (tx: Transaction) => tx.steps.begin(id, 5)
/** What was asked for before has been performed, and is being written: the thread takes much longer to come up. */
const underWay = () => new Promise((resolve) => setImmediate(resolve))
const settled = (promises: readonly Promise<unknown>[]) => Promise.allSettled(promises).then((results) => results.map(({ status }) => status))

describe('with a thread that writes', () => {
  test('works are answered when what they did is durable, and not before', async () => {
    const { run, ids } = await open()
    const seen: unknown[] = []
    const works = ['a', 'b', 'c'].map((id) =>
      run(async (tx) => {
        await insert(id)(tx)
        tx.afterCommit(() => seen.push(ids().includes(id)))
      }),
    )
    expect(ids()).toEqual([])
    await Promise.all(works)
    expect([ids(), seen]).toEqual([
      ['a', 'b', 'c'],
      [true, true, true],
    ])
  })

  test('a group that comes while another is being written sees it, and is durable after it', async () => {
    const { run, ids } = await open()
    const order: string[] = []
    const first = ['a', 'b'].map((id) => run(insert(id)).then(() => order.push(id)))
    await underWay()
    const second = await run(async (tx) => {
      tx.afterCommit(() => order.push('told'))
      return (await tx.runs.core('b'))?.id
    })
    await Promise.all(first)
    expect([second, order, ids()]).toEqual(['b', ['a', 'b', 'told'], ['a', 'b']])
  })

  test('what needs the database itself sees what was being written', async () => {
    const { run } = await open()
    const works = [run(insert('a')), run(insert('b'))]
    await underWay()
    expect(await run((tx) => tx.runs.byIdempotencyKey('pipeline', 'b'))).toMatchObject({ id: 'b' })
    await Promise.all(works)
  })

  test('what cannot be written fails alone: the others of its commit, and those that were built on it, are performed again', async () => {
    const { run, onlooker, status } = await open()
    await run(async (tx) => {
      for (const id of ['one', 'two', 'three']) await aStep(id)(tx)
    })
    // Behind the back of what is known of it.
    onlooker.exec("update step_runs set status = 'cancelled' where id = 'two'")
    const undone: string[] = []
    const works = ['one', 'two', 'three'].map((id) =>
      run(async (tx) => {
        tx.afterRollback(() => undone.push(id))
        await begin(id)(tx)
      }),
    )
    await run(aStep('four'))
    await run(begin('four'))
    expect(await settled(works)).toContain('fulfilled')
    expect([undone.includes('one'), undone.includes('two')]).toEqual([true, true])
    expect(['one', 'two', 'three', 'four'].map(status)).toEqual(['running', 'cancelled', 'running', 'running'])
  })

  test('one that throws takes back its own, and nothing of what is being written', async () => {
    const { run, ids } = await open()
    const works = [run(insert('a')), run(insert('b'))]
    await underWay()
    const bad = run(async (tx) => {
      await insert('c')(tx)
      throw new Error('on purpose')
    })
    const after = run(insert('d'))
    expect(await settled([...works, bad, after])).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(ids()).toEqual(['a', 'b', 'd'])
  })

  test('an attempt is begun once and ended once, though nothing of it is in the database yet', async () => {
    const { run, onlooker } = await open()
    await Promise.all([run(insert('run')), run((tx) => tx.attempts.insert(aNewAttempt('s'))), run((tx) => tx.attempts.insert(aNewAttempt('t')))])
    const claim = (tx: Transaction) => tx.attempts.claim({ queue: 'default', limit: 5, owner: 'w', at: 5, leaseMs: () => 10, room: () => Infinity })
    const [first, second] = await Promise.all([run(claim), run(claim)])
    expect([first.attempts.map(({ stepRunId }) => stepRunId), second.attempts]).toEqual([['s', 't'], []])
    const end = (tx: Transaction) => tx.attempts.end({ stepRunId: 's', number: 1 }, { status: 'succeeded', error: null, at: 9 })
    expect(await Promise.all([run(end), run(end)])).toEqual([true, false])
    expect(onlooker.prepare('select step_run_id, status, lease_owner, finished_at from attempts order by 1').raw().all()).toEqual([
      ['s', 'succeeded', 'w', 9],
      ['t', 'running', 'w', null],
    ])
  })

  test('whoever stands behind a group that found the database locked hears of it with that group, and need not wait as long again', async () => {
    const { run, onlooker, ids } = await open()
    onlooker.exec('begin immediate')
    const asked = performance.now()
    const works = ['a', 'b'].map((id) => run(insert(id)))
    await underWay()
    works.push(...['c', 'd'].map((id) => run(insert(id))))
    expect(await settled(works)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
    await expect(works[3]).rejects.toMatchObject({ code: 'storage_busy' })
    // SQLite waits for five seconds.
    expect(performance.now() - asked).toBeLessThan(9500)
    onlooker.exec('commit')
    await run(insert('e'))
    expect(ids()).toEqual(['e'])
  })

  test('a thread that does not come up costs nothing: the own thread writes', async () => {
    const { run, ids } = await open('/there/is/no/such/program.cjs')
    expect(await settled([run(insert('a')), run(insert('b'))])).toEqual(['fulfilled', 'fulfilled'])
    await Promise.all([run(insert('c')), run(insert('d'))])
    expect(ids()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('closing waits for what is being written', async () => {
    const { run, ids, close } = await open()
    const works = [run(insert('a')), run(insert('b'))]
    await underWay()
    await close()
    await Promise.all(works)
    expect(ids()).toEqual(['a', 'b'])
  })
})
