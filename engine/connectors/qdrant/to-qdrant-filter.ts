import type { Json, JsonObject } from '../../contract/json'
import type { NumberRange, PayloadCondition, PayloadFilter, Scalar } from '../../ports/vectors'

/** The same filter in the words of Qdrant. */
export const toQdrantFilter = (filter: PayloadFilter): JsonObject => ({ must: filter.map(toCondition) })

const toCondition = (condition: PayloadCondition): JsonObject =>
  'range' in condition ? { key: condition.field, range: present(condition.range) } : { should: scalarConditions(condition.field, condition.anyOf) }

/** Qdrant matches texts, whole numbers and truth values; a fraction is a range that begins where it ends. */
function scalarConditions(key: string, scalars: readonly Scalar[]): JsonObject[] {
  const texts = [...new Set(scalars.filter((each) => typeof each === 'string'))]
  const others = scalars.filter((each) => typeof each !== 'string')
  const conditions = others.map((value): JsonObject => (typeof value === 'number' ? { key, range: { gte: value, lte: value } } : { key, match: { value } }))
  return texts.length > 0 ? [{ key, match: { any: texts } }, ...conditions] : conditions
}

const present = (range: NumberRange): JsonObject =>
  Object.fromEntries(Object.entries(range).flatMap(([name, value]: [string, Json | undefined]) => (value === undefined ? [] : [[name, value]])))
