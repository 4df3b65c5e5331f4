import { spawn } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProcessEntry } from './process-table'
import { MARKER, processTable, treeOf } from './process-table'

const entry = (pid: number, parts: Partial<ProcessEntry> = {}): ProcessEntry => ({ pid, parent: 1, group: pid, session: pid, environment: '', ...parts })

describe('the processes of an attempt', () => {
  const marked = (value: string): string => `A=b\0${MARKER}=${value}\0C=d\0`

  it.each<[string, ProcessEntry[], number[]]>([
    ['the leader', [entry(10)], [10]],
    ['children and theirs, in any order', [entry(12, { parent: 11 }), entry(11, { parent: 10 }), entry(10)], [12, 11, 10]],
    ['its group and session, when it is gone itself', [entry(11, { group: 10 }), entry(12, { session: 10 })], [11, 12]],
    [
      'whoever carries the marker, and its children',
      [entry(20, { environment: marked('key/1/x') }), entry(21, { parent: 20 }), entry(22, { environment: `${MARKER}=key/1/x` })],
      [20, 21, 22],
    ],
    [
      'and no other',
      [entry(30), entry(31, { environment: marked('other/1/x') }), entry(32, { environment: `X${MARKER}=key/1` }), entry(33, { group: 0, session: 0 })],
      [],
    ],
  ])('are %s', (_, table, pids) => {
    expect(treeOf({ leader: 10, marker: 'key/1' }, table)).toEqual(pids)
  })

  it('never include the engine', () => {
    expect(treeOf({ leader: 10, marker: 'key' }, [entry(process.pid, { environment: marked('key') })])).toEqual([])
  })

  it.each(['linux', 'darwin'] as const)('are found in a table that knows this process, read the way of %s', async (platform) => {
    const own = (await processTable(platform)).find(({ pid }) => pid === process.pid)
    expect(own).toMatchObject({ parent: process.ppid })
  })

  it.runIf(process.platform === 'linux')('are known by what runs in them now, not by what ran in them at the last look', async () => {
    const child = spawn('sh', ['-c', `read go; ${MARKER}=ü/1 exec cat`])
    onTestFinished(() => void child.kill('SIGKILL'))
    const carries = async (): Promise<boolean> => treeOf({ leader: null, marker: 'ü/1' }, await processTable()).includes(child.pid ?? 0)
    expect(await carries()).toBe(false)
    child.stdin.write('go\n')
    await expect.poll(carries).toBe(true)
    expect(await carries()).toBe(true)
  })
})
