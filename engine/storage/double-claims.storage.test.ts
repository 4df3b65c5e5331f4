import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Transaction } from '../ports/unit-of-work'
import { aClaim, aNewAttempt, aNewRun } from '../testing/builders'
import { workerSources } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { openDatabase } from './open-database'

/** Work that is done twice elsewhere: taken from a list that was read before, ended by whoever lost it, submitted again. */

const CLAIMANTS = 20

async function open(writeWorker?: string | URL) {
  const file = join(tempFolder(), 'signalbox.db')
  const { unitOfWork, close } = await openDatabase({ file, writeWorker, awaitsWriter: true })
  onTestFinished(close)
  const run = <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run(work)
  await Promise.all([run((tx) => tx.runs.insert(aNewRun({ id: 'run' }), 'SBX-1')), ...['a', 'b', 'c'].map((id) => run((tx) => tx.attempts.insert(aNewAttempt(id))))])
  return { file, run }
}

const claim = (owner: string) => (tx: Transaction) => tx.attempts.claim(aClaim({ owner, limit: 2 }))
const end = (number: number) => (tx: Transaction) => tx.attempts.end({ stepRunId: 'a', number }, { status: 'succeeded', error: null, at: 9 })

describe.each([
  ['the engine writes', undefined],
  ['a thread of its own writes', workerSources.writes],
])('while %s', (_who, writeWorker) => {
  test('an attempt that many ask for at once is begun by one of them', async () => {
    const { file, run } = await open(writeWorker)
    const claimed = await Promise.all(Array.from({ length: CLAIMANTS }, (_none, claimant) => run(claim(`worker ${claimant}`))))
    expect(claimed.flatMap(({ attempts }) => attempts.map(({ stepRunId }) => stepRunId)).toSorted()).toEqual(['a', 'b', 'c'])
    const owners = onDatabase(file, (database) => database.prepare<[], string>('select lease_owner from attempts order by step_run_id').pluck().all())
    expect(owners).toEqual(['worker 0', 'worker 0', 'worker 1'])
  })

  test('an attempt ends once, and only as the attempt that it is', async () => {
    const { run } = await open(writeWorker)
    await run(claim('worker'))
    expect(await Promise.all([run(end(2)), run(end(1)), run(end(1))])).toEqual([false, true, false])
  })
})
