import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WritingThread } from '../storage/writing/writing-thread'
import { timesFrom } from '../testing/faults/how-often'
import { CROWD } from '../testing/faults/scenarios'
import { rigFolder } from '../testing/faults/rig-folder'
import { sweepCommitsBesideThread, sweepThreadCommits, sweepThreadStatements } from '../testing/faults/sweep'
import { ThreadFaults } from '../testing/faults/thread-faults'

/**
 * The same faults in the thread that writes: its process ends before and after each of its commits, a commit is made and reported
 * as failed, or cannot be made, and the thread alone ends.
 */

const everyOne = timesFrom(process.env['SIGNALBOX_FAULTS']) > 1

test('a crowd comes through a fault at each commit of the thread that writes', async () => {
  const { wrong, points } = await sweepThreadCommits({ scenario: CROWD })
  expect(wrong).toEqual([])
  expect(points).toBeGreaterThan(30)
}, 120_000)

test('a crowd comes through a fault at commits that the engine makes beside that thread', async () => {
  const { wrong, points } = await sweepCommitsBesideThread({ scenario: CROWD, inTurn: !everyOne })
  expect(wrong).toEqual([])
  expect(points).toBeGreaterThan(8)
}, 120_000)

test('a crowd comes through a fault at statements of the thread that writes', async () => {
  const { wrong, points } = await sweepThreadStatements({ scenario: CROWD, every: everyOne ? 1 : 13 })
  expect(wrong).toEqual([])
  expect(points).toBeGreaterThan(8)
}, 120_000)

test('a thread that ends while nothing else can happen is not waited for', async () => {
  const folder = rigFolder()
  const { program } = new ThreadFaults({ at: 'commit', in: 'thread', nth: 1, effect: { kind: 'end', when: 'before' } }, { dataFolder: folder, remains: '' })
  const thread = new WritingThread(program, { file: join(folder, 'signalbox.db'), pragmas: [] })
  await thread.decided()
  thread.write({ texts: ['create table rows (n)'], calls: [0, 0, 0], cells: [] })
  const asked = performance.now()
  expect(thread.wait()).toMatchObject({ kind: 'failed', stage: 'commit' })
  expect(thread.isUp).toBe(false)
  expect(performance.now() - asked).toBeLessThan(20_000)
})
