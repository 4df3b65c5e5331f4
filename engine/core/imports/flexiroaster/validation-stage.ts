import type { Json, JsonObject } from '../../../contract/json'
import { type PlacedMap, toJson } from '../../pipelines/yaml/placed'
import { literal } from '../literal'
import { SourceMap, textOf } from '../source-map'
import { RowRules } from './row-rules'
import type { Stage } from './stage'
import { recordsValue, type StageConversion, stepOf } from './stage-conversion'

export const convertValidation: StageConversion = (stage, { needs, records }) => [
  { ...stepOf(stage, needs), uses: 'validate', with: { value: recordsValue(records), ...readRules(stage) } },
]

function readRules({ config, source }: Stage): JsonObject {
  if (config === null) {
    source.report.note('not_kept', source.place, 'The stage names no rules; its step only sees to it that the records are a list.')
    return ANY_LIST
  }
  config.take('operation')
  const schema = config.take('schema')
  const rules = new RowRules(config)
  const whole = schema?.kind === 'map' && isJsonSchema(schema) ? wholeSchema(schema, config) : null
  if (whole === null && schema?.kind === 'map') rules.readTypes(new SourceMap(schema, config.placeOf('schema').path, config.report))
  else if (schema !== null && schema.kind !== 'map') config.note('not_kept', 'schema', '`schema` should be a map of fields and their types.')
  rules.readRequired()
  rules.readRules()
  return { ...(whole !== null && { schema: whole }), ...rules.result(whole === null), ...readOnInvalid(config) }
}

const ANY_LIST: JsonObject = { schema: { type: 'array' } }

/** What old files write is mostly a map of fields and their types, one of which may be called `type`. */
function isJsonSchema({ entries }: PlacedMap): boolean {
  const type = textOf(entries.get('type')?.value)
  return entries.has('$schema') || entries.get('properties')?.value.kind === 'map' || (entries.size > 1 && (type === 'object' || type === 'array'))
}

/** Of a list, it is one for all records; else for each. */
function wholeSchema(schema: PlacedMap, config: SourceMap): Json {
  const isOfList = textOf(schema.entries.get('type')?.value) === 'array'
  config.note('assumed', 'schema', `It is read as a JSON Schema for ${isOfList ? 'the list of records' : 'each record'}.`)
  const read = literal(toJson(schema))
  return isOfList ? read : { type: 'array', items: read }
}

/** Old files may say that findings do not end the run. */
function readOnInvalid(config: SourceMap): JsonObject {
  const strict = config.flag('strict') ?? config.flag('fail_on_error') ?? true
  return strict ? {} : { on_invalid: 'report' }
}
