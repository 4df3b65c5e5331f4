import type { PipelineVersion } from '../../../../engine/contract/pipeline'

/** Numbers of the versions that are compared. */
export interface Compared {
  readonly from: number
  readonly to: number
}

/** In the address: `compare=6-7`. */
export const COMPARED_KEY = 'compare'

export const searchFromCompared = (compared: Compared | null): string => (compared === null ? '' : `${COMPARED_KEY}=${compared.from}-${compared.to}`)

export function comparedFromSearch(search: string): Compared | null {
  const found = /^(\d{1,6})-(\d{1,6})$/.exec(new URLSearchParams(search).get(COMPARED_KEY) ?? '')
  return found === null ? null : { from: Number(found[1]), to: Number(found[2]) }
}

/** An older version is compared with the current one, the current one with the one before it; null when there is but one. */
export function firstCompared(versions: readonly PipelineVersion[], shown: number): Compared | null {
  const numbers = versions.map(({ number }) => number).toSorted((a, b) => a - b)
  const [newest, before] = [numbers.at(-1), numbers.at(-2)]
  if (newest === undefined || before === undefined) return null
  return { from: shown < newest ? shown : before, to: newest }
}
