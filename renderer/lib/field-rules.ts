/**
 * What can be said of a field before the engine is asked. The engine has the last word; its refusals come to the same fields.
 */
export type Rule = (value: string) => string | undefined

export const webAddress: Rule = (value) => {
  if (!/^https?:\/\//i.test(value.trim())) return 'An address begins with http:// or https://.'
  return URL.canParse(value.trim()) ? undefined : 'This is not a complete address.'
}

/** The sentences of those fields that have one; null when all is well. */
export function refusals<Field extends string>(found: Readonly<Partial<Record<Field, string | undefined>>>): Partial<Record<Field, string>> | null {
  const told: Partial<Record<Field, string>> = {}
  for (const field in found) {
    const sentence = found[field]
    if (sentence !== undefined) told[field] = sentence
  }
  return Object.keys(told).length === 0 ? null : told
}

/** What the engine refused, by the path of the value: `{ "email.host": "…" }`. */
export function fieldsOf(details: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  const fields = details?.['fields']
  if (typeof fields !== 'object' || fields === null) return {}
  return Object.fromEntries(Object.entries(fields).flatMap(([path, sentence]): [string, string][] => (typeof sentence === 'string' ? [[path, sentence]] : [])))
}
