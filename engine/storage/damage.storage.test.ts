import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import { tempFolder } from '../testing/temp-folder'
import { openDatabase, type OpenDatabase } from './open-database'
import { aClaim, aNewAttempt } from '../testing/builders'

const PAGE = 4096

async function someRows(): Promise<Buffer> {
  const file = join(tempFolder(), 'signalbox.db')
  const { unitOfWork, close } = await openDatabase({ file })
  await unitOfWork.run(async (tx) => {
    await tx.pipelines.insert({ id: 'p', name: 'kept', description: '', currentVersion: 1, folder: '/', stepsTotal: 1, createdAt: 0, updatedAt: 0 })
    await tx.runs.insert(
      {
        id: 'r',
        pipelineId: 'p',
        pipelineName: 'kept',
        versionId: 'v',
        version: 1,
        startedBy: 'api',
        priority: 0,
        input: {},
        inputHash: '',
        idempotencyKey: 'k',
        createdAt: 0,
        stepsTotal: 1,
        onFailureTotal: 0,
        groupName: null,
        parent: null,
      },
      `SBX-${await tx.runs.nextNumber()}`,
    )
    await tx.steps.insert({ id: 's', runId: 'r', stepId: 'only', itemIndex: null, parentId: null, kind: 'probe', remainingNeeds: 0, item: undefined })
    await tx.attempts.insert(aNewAttempt('s', { runId: 'r' }))
    await tx.events.append('r', { seq: 1, at: 0, type: 'run.cancel_requested' })
  })
  await close()
  return readFileSync(file)
}

/** What screens, workers and the reconciler ask for. */
const uses = ({ read, unitOfWork }: OpenDatabase): readonly (() => Promise<unknown>)[] => [
  () => read.pipelines(),
  () => read.runs({}, { skip: 0, limit: 10 }),
  () => read.run('SBX-1'),
  () => read.steps('r'),
  () => read.attempts('s'),
  () => read.events('r', 0, 10),
  () => read.log('r', { afterSeq: 0, limit: 10 }),
  () => read.queues(),
  () => read.attemptsAtWork({ skip: 0, limit: 10 }),
  () => read.nextTimer(0),
  () => read.readyWithoutAttempt({ skip: 0, limit: 10 }),
  () => unitOfWork.run((tx) => tx.attempts.claim(aClaim())),
  () => unitOfWork.run((tx) => tx.runs.nextNumber()),
]

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
    return null
  } catch (thrown) {
    return thrown
  }
}

describe('a damaged page', () => {
  test('is reported as damage, with the path of the file, by whatever meets it first, whichever page it is', async () => {
    const whole = await someRows()
    let met = 0
    for (let page = 0; page < whole.length / PAGE; page++) {
      const file = join(tempFolder(), 'signalbox.db')
      writeFileSync(file, Buffer.from(whole).fill(0xa5, page * PAGE, (page + 1) * PAGE))
      const opening = await openDatabase({ file }).then(
        (database) => ({ database }),
        (error: unknown) => ({ error }),
      )
      const failures = 'error' in opening ? [opening.error] : await Promise.all(uses(opening.database).map(failureOf))
      const thrown = failures.filter((failure) => failure !== null)
      if (thrown.length > 0) met += 1
      for (const error of thrown) {
        expect(error, `page ${page}`).toBeInstanceOf(EngineError)
        expect(error).toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(file) })
      }
      if ('database' in opening) await opening.database.close()
    }
    expect(met).toBeGreaterThan(10)
  })
})
