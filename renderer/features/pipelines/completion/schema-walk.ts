/** A JSON Schema, of which nothing is known for sure. */
export type Schema = unknown

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Deeper than any schema of ours; keeps one that refers to itself from going round for ever. */
const DEEPEST = 12

/** The schemas that speak of a place: unions opened, references followed. `siblings` choose among the members of a union. */
export function schemasAt(root: Schema, path: readonly string[], siblings: ReadonlyMap<string, string> = new Map()): readonly Node[] {
  let here = open(root, root, path.length === 0 ? siblings : new Map())
  path.forEach((key, i) => {
    const known = i === path.length - 1 ? siblings : new Map<string, string>()
    here = here.flatMap((node) => childrenOf(node, key)).flatMap((child) => open(root, child, known))
  })
  return here
}

function childrenOf(node: Node, key: string): readonly unknown[] {
  if (key === '[]') return [node['items'], ...listOf(node['prefixItems'])].filter(isNode)
  const named = isNode(node['properties']) ? node['properties'][key] : undefined
  return [named ?? node['additionalProperties']].filter(isNode)
}

function open(root: Schema, schema: unknown, siblings: ReadonlyMap<string, string>, depth = 0): readonly Node[] {
  if (!isNode(schema) || depth > DEEPEST || contradicts(schema, siblings)) return []
  const parts = [
    ...listOf(schema['anyOf']),
    ...listOf(schema['oneOf']),
    ...listOf(schema['allOf']),
    ...thenOf(schema, siblings),
    referred(root, schema['$ref']),
  ]
  return [schema, ...parts.flatMap((part) => open(root, part, siblings, depth + 1))]
}

function referred(root: Schema, reference: unknown): unknown {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined
  return reference
    .slice(1)
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((at, part) => (isNode(at) ? at[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), root)
}

const thenOf = (schema: Node, siblings: ReadonlyMap<string, string>): readonly unknown[] =>
  isNode(schema['if']) && !contradicts(schema['if'], siblings) ? [schema['then']] : []

/** A union's member for `uses: shell` says nothing about a step that uses something else. */
function contradicts(schema: Node, siblings: ReadonlyMap<string, string>): boolean {
  const properties = isNode(schema['properties']) ? schema['properties'] : {}
  return [...siblings].some(([key, value]) => {
    const wanted = isNode(properties[key]) ? properties[key]['const'] : undefined
    return wanted !== undefined && value !== '' && wanted !== value
  })
}

export interface KnownKey {
  readonly name: string
  readonly description: string
  readonly required: boolean
  /** object and array open a new line. */
  readonly type: string | null
}

/** The keys that the schemas allow, required ones first. */
export function keysOf(schemas: readonly Node[], root: Schema): readonly KnownKey[] {
  const found = new Map<string, KnownKey>()
  for (const schema of schemas) {
    const required = listOf(schema['required'])
    for (const [name, child] of Object.entries(isNode(schema['properties']) ? schema['properties'] : {})) {
      const about = open(root, child, new Map())
      const description = about.map((node) => node['description']).find((text) => typeof text === 'string') ?? ''
      const type = about.map((node) => node['type']).find((text) => typeof text === 'string') ?? null
      const before = found.get(name)
      found.set(name, {
        name,
        description: before?.description || description,
        required: (before?.required ?? false) || required.includes(name),
        type: before?.type ?? type,
      })
    }
  }
  return [...found.values()].sort((a, b) => Number(b.required) - Number(a.required))
}

/** The scalar values that the schemas name. */
export function valuesOf(schemas: readonly Node[]): readonly string[] {
  const values = schemas.flatMap((schema) => [
    ...listOf(schema['enum']),
    ...(schema['const'] === undefined ? [] : [schema['const']]),
    ...(schema['type'] === 'boolean' ? [true, false] : []),
  ])
  return [...new Set(values.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)).map(String))]
}
