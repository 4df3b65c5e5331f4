import type { Json } from '../../../contract/json'
import { type Placed, type PlacedMap, toJson } from '../../pipelines/yaml/placed'
import { quoted } from '../quoted'
import { SourceMap } from '../source-map'
import { type Condition, operatorOf, readConditionText } from './condition-text'

const CONDITION_KEYS = ['conditions', 'condition', 'where', 'filter', 'filters']

export interface Conditions {
  readonly conditions: readonly Json[]
  /** One that fits is enough; otherwise all must. */
  readonly any: boolean
}

/** What a filter stage asks of each record: null when nothing, `unreadable` when it is not understood. */
export function readConditions(config: SourceMap): Conditions | 'unreadable' | null {
  const found = config.first(CONDITION_KEYS)
  if (found === null) return readSingle(config)
  const items = found.value.kind === 'list' ? found.value.items : [found.value]
  const conditions: Condition[] = []
  for (const item of items) {
    const read = item.kind === 'map' ? readMap(item, config, found.key) : readText(item)
    if (read === null) {
      config.note(
        'not_kept',
        found.key,
        `${quoted(found.key)} holds a condition that is not understood: the step fails rather than let every record pass. Understood are such as \`age >= 18 and status == 'active'\`, and maps of \`field\`, \`operator\` and \`value\`.`,
      )
      return 'unreadable'
    }
    conditions.push(...read)
  }
  return { conditions: conditions.map((each): Json => ({ ...each })), any: readAny(config) }
}

/** `field`, `operator` and `value` right in the config. */
function readSingle(config: SourceMap): Conditions | null {
  if (!config.has('field') || !(config.has('operator') || config.has('op'))) return null
  const condition = readFields(config)
  return condition === null ? null : { conditions: [{ ...condition }], any: readAny(config) }
}

function readText(item: Placed): readonly Condition[] | null {
  return item.kind === 'scalar' && typeof item.value === 'string' ? readConditionText(item.value) : null
}

function readMap(item: PlacedMap, config: SourceMap, key: string): readonly Condition[] | null {
  const map = new SourceMap(item, config.placeOf(key).path, config.report)
  if (map.has('field')) {
    const condition = readFields(map)
    map.close('a condition')
    return condition === null ? null : [condition]
  }
  // `{ status: active }`: each field has the value.
  const conditions: Condition[] = []
  for (const [field, entry] of item.entries) {
    if (entry.value.kind !== 'scalar') return null
    conditions.push({ field, is: '==', value: toJson(entry.value) })
  }
  return conditions
}

function readFields(map: SourceMap): Condition | null {
  const field = map.text('field')
  const named = map.first(['operator', 'op'])
  const operator = named === null ? '==' : named.value.kind === 'scalar' ? operatorOf(String(named.value.value)) : null
  const value = map.json('value')
  return field === null || operator === null ? null : { field, is: operator, value: value ?? null }
}

function readAny(config: SourceMap): boolean {
  const found = config.first(['match', 'logic'])
  if (found === null) return false
  const word = found.value.kind === 'scalar' ? String(found.value.value).toLowerCase() : ''
  if (word === 'any' || word === 'or') return true
  if (word !== 'all' && word !== 'and') config.note('not_kept', found.key, `${quoted(found.key)} is \`all\` or \`any\`; all conditions must hold here.`)
  return false
}
