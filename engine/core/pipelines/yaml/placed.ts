import type { Json, JsonObject } from '../../../contract/json'
import type { Range } from '../problems'

/** A value of the file together with its place. */
export type Placed = PlacedScalar | PlacedList | PlacedMap

export interface PlacedScalar {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  readonly range: Range
}

export interface PlacedList {
  readonly kind: 'list'
  readonly items: readonly Placed[]
  readonly range: Range
}

export interface PlacedMap {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, PlacedEntry>
  readonly range: Range
}

export interface PlacedEntry {
  readonly key: string
  readonly keyRange: Range
  readonly value: Placed
}

/** The value without its places. */
export const toJson = (placed: Placed): Json => toJsonBy(({ value }) => value, placed)

/** The same, where `valueOf` may put something else in the place of a scalar. */
export function toJsonBy(valueOf: (scalar: PlacedScalar) => PlacedScalar['value'], placed: Placed): Json {
  switch (placed.kind) {
    case 'scalar':
      return valueOf(placed)
    case 'list':
      return placed.items.map((item) => toJsonBy(valueOf, item))
    case 'map':
      return Object.fromEntries([...placed.entries].map(([key, { value }]) => [key, toJsonBy(valueOf, value)]))
  }
}

export const toJsonObject = ({ entries }: PlacedMap): JsonObject => Object.fromEntries([...entries].map(([key, { value }]) => [key, toJson(value)]))

export type Path = readonly (string | number)[]

export interface Spot {
  readonly value: Placed
  /** Of the entry; null for list items and the root. */
  readonly keyRange: Range | null
}

/** What stands at a path; null when the file has nothing there. */
export function spotAt(root: Placed, path: Path): Spot | null {
  let spot: Spot = { value: root, keyRange: null }
  for (const part of path) {
    const next = within(spot.value, part)
    if (next === null) return null
    spot = next
  }
  return spot
}

function within(placed: Placed, part: string | number): Spot | null {
  if (placed.kind === 'map') return placed.entries.get(String(part)) ?? null
  const item = placed.kind === 'list' && typeof part === 'number' ? placed.items[part] : undefined
  return item === undefined ? null : { value: item, keyRange: null }
}

/** Every text below a value, with its path. */
export function* textsIn(placed: Placed, path: Path = []): Generator<{ readonly scalar: PlacedScalar & { readonly value: string }; readonly path: Path }> {
  if (placed.kind === 'list') for (const [index, item] of placed.items.entries()) yield* textsIn(item, [...path, index])
  else if (placed.kind === 'map') for (const [key, entry] of placed.entries) yield* textsIn(entry.value, [...path, key])
  else if (typeof placed.value === 'string') yield { scalar: { ...placed, value: placed.value }, path }
}
