import { describe, expect, test } from 'vitest'
import type { Json } from '../contract/json'
import { itemBatches } from './item-batches'

const sizesOf = (list: readonly Json[]): readonly number[] => [...itemBatches(list)].map(({ items }) => items.length)
const KIB = 1024

describe('the items of a list are stored', () => {
  test.each<[string, readonly Json[], readonly number[]]>([
    ['none at a time when there are none', [], []],
    ['one when there is one', [1], [1]],
    ['five hundred at a time', Array.from({ length: 1001 }, (_, index) => index), [500, 500, 1]],
    ['fewer when they are large', Array.from({ length: 5 }, () => 'x'.repeat(400 * KIB)), [2, 2, 1]],
    ['alone when one is larger than a batch may be', [1, 'x'.repeat(3000 * KIB), 2, 3], [1, 1, 2]],
  ])('%s', (_how, list, sizes) => {
    expect(sizesOf(list)).toEqual(sizes)
  })

  test('every one, once and in order', () => {
    const list = Array.from({ length: 1234 }, (_, index) => ({ index, text: 'x'.repeat((index % 40) * KIB) }))
    const batches = [...itemBatches(list)]
    expect(batches.flatMap(({ items }) => items)).toEqual(list)
    expect(batches.map(({ start }) => list[start])).toEqual(batches.map(({ items }) => items[0]))
  })
})
