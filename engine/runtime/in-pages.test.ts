import { describe, expect, test } from 'vitest'
import { EngineError } from '../core/shared/engine-error'
import { BATCH } from './due-rows'
import { inPages } from './in-pages'

const FAULT = new EngineError('unexpected', 'It cannot be.')
const many = (name: string, count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${name} ${index}`)

/** Rows in their order: those called `stuck` cannot be dealt with, those called `idle` stay although nothing is wrong with them. */
function rows(names: readonly string[], fault = FAULT) {
  const open = new Set(names)
  const tried: string[] = []
  const deal = () =>
    inPages({
      read: async ({ skip, limit }) => [...open].slice(skip, skip + limit),
      keyOf: (name) => name,
      work: async (page) =>
        page.flatMap((name) => {
          tried.push(name)
          if (name.startsWith('stuck')) return [fault]
          if (!name.startsWith('idle')) open.delete(name)
          return []
        }),
    })
  return { open, tried, deal }
}

describe('rows in pages', () => {
  test('are dealt with to the last, however many stand before them that cannot be', async () => {
    const { open, tried, deal } = rows([...many('stuck', BATCH * 2 + 7), ...many('row', BATCH + 1), ...many('stuck too', BATCH), 'last'])
    expect(await deal()).toEqual({ done: BATCH + 2, refusal: null })
    expect([...open].every((name) => name.startsWith('stuck'))).toBe(true)
    expect(tried.length).toBe(new Set(tried).size)
  })

  test('that stay for another reason are passed by as well', async () => {
    const { open, tried, deal } = rows([...many('idle', BATCH * 3), ...many('row', BATCH)])
    await deal()
    expect(open.size).toBe(BATCH * 3)
    expect(tried.length).toBe(new Set(tried).size)
  })

  test('are dealt with also where the database is damaged for those before them, which is told', async () => {
    const damage = new EngineError('storage_corrupt', 'The database is damaged.')
    const { open, deal } = rows([...many('stuck', BATCH), 'row'], damage)
    expect(await deal()).toEqual({ done: 1, refusal: damage })
    expect(open.has('row')).toBe(false)
  })

  test('are left when the storage refuses', async () => {
    const refusal = new EngineError('storage_full', 'The disk is full.')
    const { tried, deal } = rows(many('stuck', BATCH * 2), refusal)
    expect(await deal()).toEqual({ done: 0, refusal })
    expect(tried.length).toBe(BATCH)
  })
})
