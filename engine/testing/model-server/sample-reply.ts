/** A reply that depends on nothing but the question: JSON that fits where a schema is asked for, else a few of its own words. */
export function sampleReply(question: string, schema: unknown): string {
  const sentences = question.match(/[^.!?\n]{20,240}[.!?]/g)?.map((each) => each.trim()) ?? []
  const material = sentences.length > 0 ? sentences : [question.slice(0, 200) || 'Nothing was asked.']
  return isSchema(schema) ? JSON.stringify(valueFor(schema, material, 0)) : `In short: ${material.slice(0, 4).join(' ')}`
}

type Schema = Readonly<Record<string, unknown>>

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

function valueFor(schema: Schema, material: readonly string[], place: number): unknown {
  const { enum: options, properties, items, minimum, minItems } = schema
  if (Array.isArray(options)) return options[0]
  switch (schema['type']) {
    case 'array':
      return Array.from({ length: typeof minItems === 'number' ? Math.max(minItems, 2) : 2 }, (_, index) =>
        valueFor(isSchema(items) ? items : {}, material, place + index),
      )
    case 'integer':
      return typeof minimum === 'number' ? minimum : 1
    case 'number':
      return typeof minimum === 'number' ? minimum : 0.5
    case 'boolean':
      return true
    case 'string':
      return material[place % material.length]
    default:
      return Object.fromEntries(
        Object.entries(isSchema(properties) ? properties : {}).map(([name, each], index) => [
          name,
          valueFor(isSchema(each) ? each : {}, material, place + index),
        ]),
      )
  }
}
