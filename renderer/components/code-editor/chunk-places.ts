/** A changed stretch: where it lies in the text before, and in the text after. */
export interface Stretch {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

/** Where a place of the text before is in the text after; of what is gone, the place where it was. `stretches` in order. */
export function placeAfter(stretches: readonly Stretch[], place: number): number {
  const last = stretches.findLast(({ fromA }) => fromA <= place)
  if (last === undefined) return place
  return place < last.toA ? last.fromB : last.toB + place - last.toA
}
