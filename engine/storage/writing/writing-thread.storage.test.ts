import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../../ports/unit-of-work'
import { aNewAttempt, aNewRun } from '../../testing/builders'
import { eventually, workerSources } from '../../testing/engine-harness'
import { tempFolder } from '../../testing/temp-folder'
import { openDatabase, type DatabaseOptions } from '../open-database'
import { WritingThread } from './writing-thread'

/** The same as group-commit.storage.test.ts, with the thread that writes: what is performed on top of what is not durable yet. */

async function open(given: Pick<DatabaseOptions, 'writeWorker' | 'awaitsWriter'> = { writeWorker: workerSources.writes, awaitsWriter: true }) {
  const file = join(tempFolder(), 'signalbox.db')
  const { unitOfWork, close } = await openDatabase({ file, ...given })
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
/** What was asked for before has been performed, and is being written. */
const underWay = () => new Promise((resolve) => setImmediate(resolve))
const settled = (promises: readonly Promise<unknown>[]) => Promise.allSettled(promises).then((results) => results.map(({ status }) => status))
const eachInTurn = async (times: number, act: () => Promise<unknown>) => {
  for (let time = 0; time < times; time++) await act()
}
/** A program of such a thread, in few words. */
const programOf = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(`import { workerData } from 'node:worker_threads'\nconst { port } = workerData\n${text}`)}`)
/** It ends when it is told to close, and does nothing else. */
const NEVER_UP = programOf("port.once('message', () => port.close())")
const TELLS_THAT_IT_BEGAN = programOf(";(await import('node:fs')).writeFileSync(workerData.file + '.begun', '')\nport.once('message', () => port.close())")
const NEVER_ANSWERS = programOf("port.on('message', () => undefined)\nport.postMessage({ kind: 'up' })")

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

  test('is brought up once many works have come in company, which an engine with little to do never sees', async () => {
    const { file, run } = await open({ writeWorker: TELLS_THAT_IT_BEGAN })
    const nothing = () => run(() => Promise.resolve())
    const together = (pairs: number) => eachInTurn(pairs, () => Promise.all([nothing(), nothing()]))
    await together(127)
    await eachInTurn(300, nothing)
    expect(existsSync(`${file}.begun`)).toBe(false)
    // Of two that come together, one may be performed so late on a busy machine that it is alone.
    await together(64)
    await eventually(() => existsSync(`${file}.begun`), 25_000)
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
        return (await begin(id)(tx))?.status
      }),
    )
    await run(aStep('four'))
    await run(begin('four'))
    // The second hears what the database says, and no more than that.
    expect(await Promise.all(works)).toEqual(['running', undefined, 'running'])
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

  test.each(['/there/is/no/such/program.cjs', 'not-a-path-at-all.cjs'])('a thread that does not come up is not waited for: the connection writes (%s)', async (writeWorker) => {
    const { run, ids } = await open({ writeWorker })
    const asked = performance.now()
    const works = [run(insert('a')), run(insert('b'))]
    await underWay()
    expect(await run((tx) => tx.runs.byIdempotencyKey('pipeline', 'b'))).toMatchObject({ id: 'b' })
    expect(await settled(works)).toEqual(['fulfilled', 'fulfilled'])
    await Promise.all([run(insert('c')), run(insert('d'))])
    expect(ids()).toEqual(['a', 'b', 'c', 'd'])
    expect(performance.now() - asked).toBeLessThan(5000)
  })

  test('until the thread is up the connection writes, as soon as it is asked to', async () => {
    const { run, ids } = await open({ writeWorker: NEVER_UP })
    const works = [run(insert('a')), run(insert('b'))]
    await underWay()
    expect(ids()).toEqual(['a', 'b'])
    await Promise.all(works)
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

describe('a thread that was waited for in vain', () => {
  const batch = { texts: ['create table rows (n)'], calls: [0, 0, 0], cells: [] }

  test('is gone: whether it wrote the batch is not known', async () => {
    const thread = new WritingThread(NEVER_ANSWERS, { file: '', pragmas: [] }, 120)
    await thread.decided()
    thread.write(batch)
    expect([thread.wait(), thread.isUp]).toEqual([{ kind: 'failed', stage: 'commit', code: null, message: 'The thread that writes the database is gone: it does not answer.' }, false])
  })

  test('is not waited for by whoever closes it, and writes nothing any more should it get as far after all', async () => {
    const file = join(tempFolder(), 'signalbox.db')
    const database = new Database(file)
    onTestFinished(() => void database.close())
    const made = once(process, 'worker')
    const thread = new WritingThread(workerSources.writes ?? '', { file, pragmas: ['busy_timeout = 5000'] }, 120)
    await thread.decided()
    const [worker]: Worker[] = await made
    database.exec('begin immediate')
    thread.write(batch)
    expect(thread.wait()).toMatchObject({ kind: 'failed' })
    const exited = worker === undefined ? null : once(worker, 'exit')
    const asked = performance.now()
    await thread.close()
    // It stands in SQLite, which waits for five seconds.
    expect(performance.now() - asked).toBeLessThan(1000)
    database.exec('commit')
    await exited
    expect(database.prepare('select name from sqlite_schema').all()).toEqual([])
  })
})

/** Its answers are there for a while before they are counted, as those of a thread that has to give its processor away in between. */
const COUNTS_LATE = programOf(`
const answered = new Int32Array(workerData.answered)
port.on('message', ({ kind }) => {
  if (kind === 'close') return port.close()
  port.postMessage({ kind: 'written' })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
})
port.postMessage({ kind: 'up' })
`)

test('a batch that is sent and waited for before the answer to the one before it is counted is waited for like any other', async () => {
  const thread = new WritingThread(COUNTS_LATE, { file: '', pragmas: [] })
  await thread.decided()
  const answers: string[] = []
  for (let batches = 0; batches < 3; batches++) {
    const heard = new Promise<void>((resolve) => {
      thread.onAnswer = ({ kind }) => {
        answers.push(kind)
        resolve()
      }
    })
    thread.write({ texts: [], calls: [], cells: [] })
    await heard
    thread.write({ texts: [], calls: [], cells: [] })
    answers.push(thread.wait().kind)
  }
  await thread.close()
  expect(answers).toEqual(Array(6).fill('written'))
})

/** Takes a tenth of a second in small pieces, once it has said that it is about to. */
const TAKES_ITS_TIME = programOf(`
import { writeSync } from 'node:fs'
const answered = new Int32Array(workerData.answered)
const nothing = new Int32Array(new SharedArrayBuffer(4))
port.on('message', ({ kind }) => {
  if (kind === 'close') return port.close()
  writeSync(1, 'writing ')
  for (let time = 0; time < 10; time++) Atomics.wait(nothing, 0, 0, 10)
  port.postMessage({ kind: 'written' })
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
})
port.postMessage({ kind: 'up' })
`)
const LONGEST_MS = 1500
const WAITING_PROGRAM = `
const { WritingThread } = await import(${JSON.stringify(new URL('writing-thread.ts', import.meta.url))})
const thread = new WritingThread(new URL(${JSON.stringify(TAKES_ITS_TIME)}), { file: '', pragmas: [] }, ${LONGEST_MS})
await thread.decided()
thread.write({ texts: [], calls: [], cells: [] })
process.stdout.write(thread.wait().kind)
await thread.close()
`

test('the time for which the whole process stood still is not taken for time that the thread took', async () => {
  const waiting = spawn(process.execPath, ['--input-type=module', '--eval', WAITING_PROGRAM], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void waiting.kill('SIGKILL'))
  let said = ''
  waiting.stdout.on('data', (text: Buffer) => {
    said += text.toString()
    if (said !== 'writing ') return
    waiting.kill('SIGSTOP')
    setTimeout(() => waiting.kill('SIGCONT'), LONGEST_MS + 100)
  })
  await once(waiting, 'close')
  expect(said).toBe('writing written')
})
