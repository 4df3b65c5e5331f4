import type { Placed, PlacedMap } from '../pipelines/yaml/placed'
import { type PlacedText, splitChain } from './chains'
import type { Place } from './import-report'
import { below, textOf } from './source-map'

const NAME_KEYS = ['feature_name', 'feature', 'name']
const LIST_KEYS = ['recipe', 'services', 'steps']
const GROUP_KEYS = ['FEATURES', 'features', 'recipes']

export type Recipe = (Listed | Asked) & {
  readonly path: string
  /** Keys of the file that say all this. */
  readonly keys: readonly string[]
  /** Recipes that stand beside it. */
  readonly others: readonly { readonly name: string; readonly path: string; readonly value: Placed }[]
}

interface Listed {
  readonly name: RecipeName | null
  /** Names of services, each with its place. */
  readonly services: readonly PlacedText[]
}

/** By its name, for one that the gateway came with. */
interface Asked {
  readonly name: RecipeName
  readonly services: null
}

interface RecipeName {
  readonly text: string
  readonly place: Place
}

/** The recipe that a text holds, in any of the ways that people write it; null when there is none. */
export function recipeOf(root: Placed): Recipe | null {
  if (root.kind !== 'map') {
    const services = namesIn(root)
    return services === null ? null : { name: null, services, path: '', keys: [], others: [] }
  }
  const name = givenName(root)
  const nameKeys = name === null ? [] : [name.place.path]
  for (const key of LIST_KEYS) {
    const value = root.entries.get(key)?.value
    const services = value === undefined ? null : namesIn(value)
    if (services !== null) return { name, services, path: key, keys: [...nameKeys, key], others: [] }
  }
  for (const key of GROUP_KEYS) {
    const group = root.entries.get(key)?.value
    const recipe = group?.kind === 'map' ? groupOf(group, key) : null
    if (recipe !== null) return { ...recipe, keys: [key] }
  }
  if (name?.place.path === 'feature_name') return { name, services: null, path: 'feature_name', keys: nameKeys, others: [] }
  return groupOf(root, '')
}

/** A map of nothing but recipes. */
function groupOf({ entries }: PlacedMap, path: string): Recipe | null {
  const recipes = [...entries.values()].flatMap(({ key, keyRange, value }) => {
    const services = namesIn(value)
    return services === null ? [] : { name: key, keyRange, path: below(path, key), value, services }
  })
  const [first, ...others] = recipes
  if (first === undefined || recipes.length < entries.size) return null
  const name = { text: first.name, place: { path: first.path, range: first.keyRange } }
  return { name, services: first.services, path: first.path, keys: [...entries.keys()], others }
}

/** A list of names, or a chain of them. */
function namesIn(placed: Placed): readonly PlacedText[] | null {
  const text = textOf(placed)
  const items = placed.kind === 'list' ? placed.items : text === null ? [] : (splitChain(text, placed.range) ?? [])
  const names = items.filter((item): item is PlacedText => (textOf(item) ?? '') !== '')
  return names.length > 0 && names.length === items.length ? names : null
}

function givenName({ entries }: PlacedMap): RecipeName | null {
  for (const key of NAME_KEYS) {
    const entry = entries.get(key)
    const text = textOf(entry?.value)
    if (entry !== undefined && text !== null) return { text, place: { path: key, range: { start: entry.keyRange.start, end: entry.value.range.end } } }
  }
  return null
}
