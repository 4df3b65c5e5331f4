/** Of one request: a good part of a second for usual models, and far below what providers take. */
const MAX_CHARACTERS = 200_000

/** The texts in their order, cut into requests of so many at most, and of not too much text; a long text goes alone. */
export function batchesOf(texts: readonly string[], maxTexts: number): readonly (readonly string[])[] {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    characters += text.length
    if (last !== undefined && last.length < maxTexts && characters <= MAX_CHARACTERS) {
      last.push(text)
    } else {
      batches.push([text])
      characters = text.length
    }
  }
  return batches
}
