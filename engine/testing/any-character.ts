import fc from 'fast-check'

const SURROGATES = { from: 0xd800, count: 0x800 }

const characterOf = (n: number): string => String.fromCodePoint(n < SURROGATES.from ? n : n + SURROGATES.count)

function numberOf(text: unknown): number {
  const point = typeof text === 'string' ? text.codePointAt(0) : undefined
  if (point === undefined || String.fromCodePoint(point) !== text) throw new Error('This is not one character.')
  return point < SURROGATES.from ? point : point - SURROGATES.count
}

/** Characters as the unit `binary` of fast-check has them, which costs each process a second and 130 MB for a table of them all. */
export const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - SURROGATES.count }).map(characterOf, numberOf)
