import type { ItemRange } from './decisions'

/** How many items some ranges hold. */
export const countItems = (ranges: readonly ItemRange[]): number => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)

/** Places in order, as ranges. */
export function toRanges(indices: Iterable<number>): readonly ItemRange[] {
  const ranges: [number, number][] = []
  for (const index of indices) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === index - 1) last[1] = index
    else ranges.push([index, index])
  }
  return ranges
}

/** The first so many places of a list that lie in none of the ranges, which are in order. */
export function firstOutside(ranges: readonly ItemRange[], total: number, count: number): readonly number[] {
  const found: number[] = []
  let place = 0
  for (const [first, last] of [...ranges, [total, total] as const]) {
    for (; place < first && found.length < count; place++) found.push(place)
    place = last + 1
  }
  return found
}
