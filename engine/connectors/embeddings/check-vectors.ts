/** The same lists, known to be vectors: of finite numbers, as many as asked for, and all as long as each other. */
export function checkVectors(lists: readonly (readonly unknown[])[], texts: number): readonly (readonly number[])[] | { readonly because: string } {
  if (lists.length !== texts) return { because: `it has ${lists.length} vectors for ${texts} ${texts === 1 ? 'text' : 'texts'}` }
  const dimensions = lists[0]?.length ?? 0
  if (dimensions === 0) return { because: 'its vectors are empty' }
  const odd = lists.find(({ length }) => length !== dimensions)
  if (odd !== undefined) return { because: `its vectors have different lengths: ${dimensions} and ${odd.length}` }
  return lists.every(isVector) ? lists : { because: 'its vectors hold something that is not a finite number' }
}

const isVector = (list: readonly unknown[]): list is readonly number[] => list.every(Number.isFinite)
