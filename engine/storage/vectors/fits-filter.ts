import type { Json, JsonObject } from '../../contract/json'
import type { NumberRange, PayloadCondition, PayloadFilter, Scalar } from '../../ports/vectors'

/** Whether all conditions hold for a payload, as Qdrant understands them. */
export const fitsFilter = (payload: JsonObject, filter: PayloadFilter): boolean =>
  filter.every((condition) => holds(condition, fieldOf(payload, condition.field)))

function holds(condition: PayloadCondition, value: Json | undefined): boolean {
  const values = Array.isArray(value) ? value : [value]
  return 'anyOf' in condition ? values.some((each) => isAmong(each, condition.anyOf)) : values.some((each) => isWithin(each, condition.range))
}

function fieldOf(payload: JsonObject, field: string): Json | undefined {
  let value: Json | undefined = payload
  for (const key of field.split('.')) {
    if (!isMap(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

const isMap = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const isAmong = (value: unknown, scalars: readonly Scalar[]): boolean => scalars.some((each) => each === value)

const isWithin = (value: unknown, { gt, gte, lt, lte }: NumberRange): boolean =>
  typeof value === 'number' &&
  (gt === undefined || value > gt) &&
  (gte === undefined || value >= gte) &&
  (lt === undefined || value < lt) &&
  (lte === undefined || value <= lte)
