const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0')

/** Ids that are the same at every start: `space` keeps kinds of things apart. */
export const sampleId = (space: number, n: number): string => `01980000-${hex(space, 4)}-7000-8000-${hex(n, 12)}`

/** The number that an id was made from. */
export const numberOf = (id: string): number => Number.parseInt(id.slice(24), 16)

export const SPACES = { pipeline: 1, run: 2, stepRun: 3, item: 4 } as const

/** Looks random, is not: the same for the same numbers. From 0 to below 1. */
export function chance(...seeds: readonly number[]): number {
  let h = 2166136261
  for (const seed of seeds) {
    h = Math.imul(h ^ seed, 16777619)
    h = Math.imul(h ^ (h >>> 13), 0x5bd1e995)
  }
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32
}
