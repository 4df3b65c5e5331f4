import type { Json } from '../../../contract/json'
import { type Placed, toJson } from '../../pipelines/yaml/placed'
import { quoted } from '../quoted'
import { below, SourceMap, textOf } from '../source-map'
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
  const { path } = config.placeOf(found.key)
  const conditions: Condition[] = []
  for (const [item, place] of itemsOf(found.value, path)) {
    const read = item.kind === 'map' ? readMap(new SourceMap(item, place, config.report)) : readText(item)
    if (read === null) return refuse(config, found.key)
    conditions.push(...read)
  }
  return { conditions: conditions.map((each): Json => ({ ...each })), any: readAny(config) }
}

/** Each with its path; one that is not in a list stands for a list of it. */
function itemsOf(value: Placed, path: string): readonly (readonly [Placed, string])[] {
  return value.kind === 'list' ? value.items.map((item, index) => [item, below(path, index)]) : [[value, path]]
}

/** `field`, `operator` and `value` right in the config. */
function readSingle(config: SourceMap): Conditions | 'unreadable' | null {
  if (!config.has('field') || !hasOperator(config)) return null
  const condition = readFields(config)
  return condition === null ? refuse(config, 'operator') : { conditions: [{ ...condition }], any: readAny(config) }
}

function refuse(config: SourceMap, key: string): 'unreadable' {
  config.note(
    'not_kept',
    key,
    `${quoted(key)} holds a condition that is not understood: the step fails rather than let every record pass. Understood are such as \`age >= 18 and status == 'active'\`, and maps of \`field\`, \`operator\` and \`value\`.`,
  )
  return 'unreadable'
}

function readText(item: Placed): readonly Condition[] | null {
  const text = textOf(item)
  return text === null ? null : readConditionText(text)
}

function readMap(map: SourceMap): readonly Condition[] | null {
  if (map.has('field') || hasOperator(map)) {
    const condition = readFields(map)
    map.close('a condition')
    return condition === null ? null : [condition]
  }
  // `{ status: active }`: each field has the value.
  const conditions: Condition[] = []
  for (const [field, { value }] of map.node.entries) {
    if (value.kind !== 'scalar') return null
    conditions.push({ field, is: '==', value: toJson(value) })
  }
  return conditions
}

const hasOperator = (map: SourceMap): boolean => map.has('operator') || map.has('op')

function readFields(map: SourceMap): Condition | null {
  const field = map.text('field')
  const named = map.first(['operator', 'op'])
  const operator = named === null ? '==' : operatorOf(textOf(named.value) ?? '')
  const value = map.json('value') ?? null
  return field === null || operator === null ? null : { field, is: operator, value }
}

function readAny(config: SourceMap): boolean {
  const found = config.first(['match', 'logic'])
  if (found === null) return false
  const word = textOf(found.value)?.toLowerCase()
  if (word === 'any' || word === 'or') return true
  if (word !== 'all' && word !== 'and') config.note('not_kept', found.key, `${quoted(found.key)} is \`all\` or \`any\`; all conditions must hold here.`)
  return false
}
