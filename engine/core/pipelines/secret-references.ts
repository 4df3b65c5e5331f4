import type { Json, JsonObject } from '../../contract/json'

/**
 * How a secret travels from an expression to its step without being seen: `${{ secrets.NAME }}` is rendered as a
 * placeholder, which shows as the reference again wherever the value is stored or shown, and becomes the secret's value
 * just before the step reads it. The nonce is made anew at each start and told to nobody, so data cannot hold one.
 */
export interface SecretReferences {
  /** What stands for the secret meanwhile; for `Scope.secret`. */
  placeholderOf(name: string): string
  /** The value for people: with `${{ secrets.NAME }}` in place of placeholders. */
  show(value: Json): Json
  /** Every secret that is named in the value, and where (dot separated) one stands that lies under none of these paths, or null. */
  collect(value: Json, allowed: readonly string[]): { readonly names: ReadonlySet<string>; readonly misplaced: string | null }
  /** The value with secrets in place of placeholders; all names must be there. */
  fill(value: Json, secrets: ReadonlyMap<string, string>): Json
}

/** `nonce`: letters and digits, unguessable. */
export function secretReferences(nonce: string): SecretReferences {
  const open = `⟦secret ${nonce} `
  const placeholder = new RegExp(`${open}([A-Za-z_][A-Za-z0-9_]*)⟧`, 'g')
  const replaced = (value: Json, by: (name: string) => string): Json =>
    inTexts(value, (text) => (text.includes(open) ? text.replace(placeholder, (_whole, name: string) => by(name)) : text))
  return {
    placeholderOf: (name) => `${open}${name}⟧`,
    show: (value) => replaced(value, (name) => `\${{ secrets.${name} }}`),
    collect(value, allowed) {
      const names = new Set<string>()
      let misplaced: string | null = null
      for (const { text, path } of textsOf(value, [])) {
        if (!text.includes(open)) continue
        for (const [, name = ''] of text.matchAll(placeholder)) names.add(name)
        if (!isUnder(path, allowed)) misplaced ??= path.join('.')
      }
      return { names, misplaced }
    },
    fill: (value, secrets) =>
      replaced(value, (name) => {
        const secret = secrets.get(name)
        if (secret === undefined) throw new RangeError(`no value was given for the secret ${name}`)
        return secret
      }),
  }
}

/** Whether a place in `with` is one of these (dot separated), or lies below one. */
export function isUnder(path: readonly (string | number)[], paths: readonly string[]): boolean {
  return paths.some((each) => each.split('.').every((part, index) => String(path[index]) === part))
}

function inTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => inTexts(item, change))
  return Object.fromEntries(Object.entries(value).map(([key, item]): [string, Json] => [key, inTexts(item, change)])) satisfies JsonObject
}

function* textsOf(value: Json, path: readonly string[]): Generator<{ readonly text: string; readonly path: readonly string[] }> {
  if (typeof value === 'string') yield { text: value, path }
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key])
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
