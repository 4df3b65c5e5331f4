import type { Condition, Filter, Point } from './requests'

export function matches(point: Point, { must = [], should = [] }: Filter): boolean {
  return must.every((each) => holds(point, each)) && (should.length === 0 || should.some((each) => holds(point, each)))
}

function holds(point: Point, condition: Condition): boolean {
  if ('has_id' in condition) return condition.has_id.includes(point.id)
  if (!('key' in condition)) return matches(point, condition)
  const values = [at(point.payload ?? {}, condition.key.split('.'))].flat()
  if ('range' in condition) {
    const { gt, gte, lt, lte } = condition.range
    return values.some(
      (value) =>
        typeof value === 'number' &&
        !(gt !== undefined && value <= gt) &&
        !(gte !== undefined && value < gte) &&
        !(lt !== undefined && value >= lt) &&
        !(lte !== undefined && value > lte),
    )
  }
  const wanted: readonly unknown[] = 'any' in condition.match ? condition.match.any : [condition.match.value]
  return values.some((value) => wanted.includes(value))
}

function at(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? at(new Map<string, unknown>(Object.entries(value)).get(key), rest) : undefined
}
