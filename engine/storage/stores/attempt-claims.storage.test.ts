import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Transaction } from '../../ports/unit-of-work'
import type { Claim, NewAttempt } from '../../ports/write-stores'
import { aClaim, aNewAttempt, aNewRun } from '../../testing/builders'
import { openStores } from '../../testing/open-stores'

/** Stores with two runs, each of a pipeline of its own: what is queued belongs to one of them. */
async function stores(folder?: string) {
  const { unitOfWork, read, close, folder: opened } = await openStores(folder)
  const write = <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run(work)
  if (folder === undefined)
    await write(async (tx) => {
      for (const [id, pipelineId] of [
        ['run', 'pipeline'],
        ['other-run', 'other'],
      ] as const)
        await tx.runs.insert(aNewRun({ id, pipelineId }), `SBX-${id}`)
    })
  const add = (...attempts: readonly NewAttempt[]) =>
    write(async (tx) => {
      for (const attempt of attempts) await tx.attempts.insert(attempt)
    })
  const claim = (change: Partial<Claim> = {}) => write((tx) => tx.attempts.claim(aClaim(change)))
  const claimed = async (change: Partial<Claim> = {}) => (await claim(change)).attempts.map(({ stepRunId }) => stepRunId)
  const end = (stepRunId: string) => write((tx) => tx.attempts.end({ stepRunId, number: 1 }, { status: 'succeeded', error: null, at: 9 }))
  return { read, write, add, claim, claimed, end, close, folder: opened }
}

const many = (count: number, name: string, change: Partial<NewAttempt> = {}): readonly NewAttempt[] =>
  Array.from({ length: count }, (_, index) => aNewAttempt(`${name}-${String(index).padStart(5, '0')}`, change))

const ofOther = { runId: 'other-run', pipelineId: 'other' } as const

describe('claiming', () => {
  test('takes the most urgent first, and pipelines by turns', async () => {
    const { add, claimed } = await stores()
    await add(...many(3, 'a'), ...many(2, 'b', ofOther), aNewAttempt('urgent', { priority: 5 }))
    expect(await claimed()).toEqual(['urgent', 'a-00000', 'b-00000', 'a-00001', 'b-00001', 'a-00002'])
  })

  test('leaves what is not due, until its time has come', async () => {
    const { add, claimed } = await stores()
    await add(aNewAttempt('later', { due: false, availableAt: 100 }))
    expect([await claimed({ at: 99 }), await claimed({ at: 100 })]).toEqual([[], ['later']])
  })

  test('takes what was due when it was queued, also after the clock was set back', async () => {
    const { add, claimed } = await stores()
    await add(aNewAttempt('due', { availableAt: 5000 }))
    expect(await claimed({ at: 1000 })).toEqual(['due'])
  })

  test('gives a retry its turn when its time has come: behind nobody of its pipeline that came later, and ahead of none before', async () => {
    const { add, claimed } = await stores()
    await add(aNewAttempt('retry', { due: false, availableAt: 50 }), ...many(2, 'early'))
    expect(await claimed({ at: 50, limit: 1 })).toEqual(['early-00000'])
    await add(...many(2, 'late'))
    expect(await claimed({ at: 60 })).toEqual(['early-00001', 'retry', 'late-00000', 'late-00001'])
  })

  test('stays fair across a restart', async () => {
    const first = await stores()
    await first.add(...many(100, 'flood'))
    await first.claimed({ limit: 40 })
    await first.close()
    const { add, claimed } = await stores(first.folder)
    await add(aNewAttempt('small', ofOther))
    expect(await claimed({ limit: 2 })).toContain('small')
  })

  test('of a queue does not see those of another', async () => {
    const { add, claimed } = await stores()
    await add(aNewAttempt('here'), aNewAttempt('there', { queue: 'heavy' }))
    expect([await claimed(), await claimed({ queue: 'heavy' })]).toEqual([['here'], ['there']])
  })
})

const mailer = 'service:mailer'
const limitedTo = (limit: number): Partial<Claim> => ({ room: (lane, held) => (lane === mailer ? limit - held : Infinity) })

describe('a lane', () => {
  test('has no more at work than it has room for; others pass', async () => {
    const { add, claim, claimed, end } = await stores()
    await add(...many(5, 'mail', { lane: mailer }), ...many(3, 'plain'))
    const first = await claim(limitedTo(2))
    expect(first.attempts.map(({ stepRunId }) => stepRunId).sort()).toEqual(['mail-00000', 'mail-00001', 'plain-00000', 'plain-00001', 'plain-00002'])
    expect(first.heldBack).toEqual([{ lane: mailer, priority: 0 }])
    expect(await claimed(limitedTo(2))).toEqual([])
    await end('mail-00000')
    expect(await claimed(limitedTo(2))).toEqual(['mail-00002'])
  })

  test('counts over all queues', async () => {
    const { add, claimed } = await stores()
    await add(aNewAttempt('one', { lane: mailer }), aNewAttempt('two', { lane: mailer, queue: 'heavy' }))
    expect([await claimed(limitedTo(1)), await claimed({ ...limitedTo(1), queue: 'heavy' })]).toEqual([['one'], []])
  })

  test('counts those that were begun without waiting, in the same commit', async () => {
    const { write, add, claimed } = await stores()
    await add(aNewAttempt('waits', { lane: mailer }))
    const taken = await write(async (tx) => {
      await tx.attempts.insertRunning(aNewAttempt('handed', { lane: mailer }), { owner: 'worker', expiresAt: 99 }, 5)
      return tx.attempts.claim(aClaim(limitedTo(1)))
    })
    expect([taken.attempts, await claimed(limitedTo(2))]).toEqual([[], ['waits']])
  })

  test('that was reduced begins nothing until enough has ended', async () => {
    const { add, claimed, end } = await stores()
    await add(...many(4, 'mail', { lane: mailer }))
    await claimed(limitedTo(3))
    await end('mail-00000')
    expect(await claimed(limitedTo(1))).toEqual([])
    await end('mail-00001')
    await end('mail-00002')
    expect(await claimed(limitedTo(1))).toEqual(['mail-00003'])
  })

  test('takes turns with those who go by none, and its flood keeps nobody in it waiting', async () => {
    const { add, claimed } = await stores()
    await add(...many(2000, 'mail', { lane: mailer }), ...many(200, 'plain', ofOther))
    await claimed({ ...limitedTo(0), limit: 100 })
    await add(aNewAttempt('small', { ...ofOther, lane: mailer }))
    const next = await claimed({ limit: 8 })
    expect(next).toContain('small')
    expect(next.filter((name) => name.startsWith('plain')).length).toBeGreaterThanOrEqual(2)
  })

  test('tells how many are in it, and how many wait', async () => {
    const { add, claimed, write } = await stores()
    await add(...many(5, 'mail', { lane: mailer }), aNewAttempt('later', { lane: mailer, due: false, availableAt: 1000 }))
    await claimed(limitedTo(2))
    expect(await write((tx) => tx.attempts.laneUse(mailer, 10))).toEqual({ held: 2, waiting: 3 })
    expect(await write((tx) => tx.attempts.laneUse(mailer, 1))).toEqual({ held: 1, waiting: 1 })
  })

  test('never has more at work than its limit, whatever is added, claimed and ended in whatever order (I10)', async () => {
    const step = fc.record({
      do: fc.constantFrom('add', 'claim', 'end', 'hand', 'limit'),
      n: fc.integer({ min: 1, max: 5 }),
      queue: fc.constantFrom('default', 'heavy'),
      lane: fc.constantFrom('', mailer, 'model:fast'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const { write, add, claim, end, close } = await stores()
        const limits = new Map([
          [mailer, 2],
          ['model:fast', 3],
        ])
        const held = new Map<string, string[]>()
        const room = (lane: string, running: number) => (limits.get(lane) ?? Infinity) - running
        const note = (lane: string, name: string) => held.set(lane, [...(held.get(lane) ?? []), name])
        let made = 0
        for (const { do: what, n, queue, lane } of steps) {
          if (what === 'add')
            await add(...Array.from({ length: n }, () => aNewAttempt(`s${String(made++).padStart(4, '0')}`, { queue, lane, priority: n % 2 })))
          if (what === 'claim') for (const taken of (await claim({ queue, limit: n, room })).attempts) note(taken.lane, taken.stepRunId)
          if (what === 'end') for (const name of (held.get(lane) ?? []).splice(0, n)) await end(name)
          if (what === 'hand')
            await write(async (tx) => {
              const use = await tx.attempts.laneUse(lane, 100)
              if (room(lane, use.held) <= use.waiting) return
              const name = `h${made++}`
              await tx.attempts.insertRunning(aNewAttempt(name, { queue, lane }), { owner: 'worker', expiresAt: 99 }, 5)
              note(lane, name)
            })
          for (const [each, limit] of limits) {
            const use = await write((tx) => tx.attempts.laneUse(each, 100))
            expect(use.held).toBe((held.get(each) ?? []).length)
            expect(use.held).toBeLessThanOrEqual(limit)
          }
        }
        await close()
      }),
      { numRuns: 15 },
    )
  }, 30_000)
})

describe('a queue that is not there any more', () => {
  test('leaves what waited in it to another, in order and with turns', async () => {
    const { write, add, claimed } = await stores()
    await add(...many(2, 'left', { queue: 'gone' }), aNewAttempt('later', { queue: 'gone', due: false, availableAt: 100 }), aNewAttempt('here', ofOther))
    expect(await write((tx) => tx.attempts.moveQueued(['default'], 'default'))).toEqual([{ queue: 'gone', count: 3 }])
    expect([await claimed({ at: 5 }), await claimed({ at: 100 })]).toEqual([['here', 'left-00000', 'left-00001'], ['later']])
    expect(await write((tx) => tx.attempts.moveQueued(['default'], 'default'))).toEqual([])
  })
})
