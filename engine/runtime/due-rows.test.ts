import { describe, expect, test } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import { BATCH, DueRows } from './due-rows'

const NOW = 1000

/** Rows in the order of their times, of which those called `stuck` can never be ended. */
function rows(times: Readonly<Record<string, number>>, refusal: EngineError | null = null) {
  const open = new Map(Object.entries(times).sort(([, one], [, other]) => one - other))
  const due = new DueRows({
    due: async (now, limit) => [...open].flatMap(([id, at]) => (at <= now ? [id] : [])).slice(0, limit),
    next: async (after) => [...open.values()].find((at) => at > after) ?? null,
  })
  const come = () =>
    due.endDue(NOW, async (ids) =>
      ids.flatMap((id) => {
        if (refusal !== null) return [refusal]
        return id.startsWith('stuck') ? [new EngineError('unexpected', 'It cannot be.')] : (open.delete(id), [])
      }),
    )
  return { open, come }
}

const many = (name: string, count: number, at: number) => Object.fromEntries(Array.from({ length: count }, (_, index): [string, number] => [`${name} ${index}`, at]))

describe('rows whose time has come', () => {
  test('are ended a batch at a time, and then nobody comes before the next is due', async () => {
    const { open, come } = rows({ ...many('row', BATCH + 1, 5), later: 2000 })
    expect([await come(), open.size]).toEqual([NOW, 2])
    expect([await come(), open.size]).toEqual([2000, 1])
  })

  test('are ended also behind any number of those that cannot be, for which nobody comes at once again', async () => {
    const { open, come } = rows({ ...many('stuck', BATCH * 2 + 50, 1), behind: 5 })
    for (let turn = 0; turn < 3; turn++) await come()
    expect(open.has('behind')).toBe(false)
    expect(await come()).toBeNull()
  })

  test('are ended also behind those for which the database is damaged', async () => {
    const open = [...Array.from({ length: BATCH }, (_, index) => `damaged ${index}`), 'behind']
    const ended: string[] = []
    const due = new DueRows({ due: async (_now, limit) => open.slice(0, limit), next: async () => null })
    const come = () => due.endDue(NOW, async (ids) => ids.flatMap((id) => (id === 'behind' ? (ended.push(id), []) : [new EngineError('storage_corrupt', 'The database is damaged.')])))
    expect([await come(), ended]).toEqual([NOW, []])
    expect([await come(), ended]).toEqual([null, ['behind']])
  })

  test('wait until the loop comes by itself while the storage refuses', async () => {
    const { come } = rows({ row: 5, later: NOW + 1 }, new EngineError('storage_full', 'The disk is full.'))
    expect(await come()).toBeNull()
  })
})
