import type { JsonObject } from '../../../contract/json'
import { toJson } from '../../pipelines/yaml/placed'
import { literal } from '../literal'
import { SourceMap } from '../source-map'
import { RowRules } from './row-rules'
import type { Stage } from './stage'
import { recordsValue, type StageConversion, stepOf } from './stage-conversion'

const JSON_SCHEMA_TYPES = new Set(['object', 'array'])

export const convertValidation: StageConversion = (stage, { needs, records }) => [
  { ...stepOf(stage, needs), uses: 'validate', with: { value: recordsValue(records), ...readRules(stage) } },
]

function readRules({ config, source }: Stage): JsonObject {
  if (config === null) {
    source.report.note('not_kept', source.place, 'The stage names no rules; its step only sees to it that the records are a list.')
    return ANY_LIST
  }
  if (config.has('operation')) config.take('operation')
  const schema = config.take('schema')
  const rules = new RowRules(config)
  const whole = schema?.kind === 'map' && isJsonSchema(schema.entries) ? literal(toJson(schema)) : null
  if (whole !== null) config.note('assumed', 'schema', 'It is read as a JSON Schema for each record.')
  else if (schema?.kind === 'map') rules.readTypes(new SourceMap(schema, config.placeOf('schema').path, config.report))
  else if (schema !== null) config.note('not_kept', 'schema', '`schema` should be a map of fields and their types.')
  rules.readRequired()
  rules.readRules()
  return { ...(whole !== null && { schema: { type: 'array', items: whole } }), ...rules.result(whole === null), ...readOnInvalid(config) }
}

const ANY_LIST: JsonObject = { schema: { type: 'array' } }

function isJsonSchema(entries: ReadonlyMap<string, { readonly value: { readonly kind: string; readonly value?: unknown } }>): boolean {
  if (entries.has('$schema') || entries.get('properties')?.value.kind === 'map') return true
  const type = entries.get('type')?.value.value
  return typeof type === 'string' && JSON_SCHEMA_TYPES.has(type) && entries.size > 1
}

/** Old files may say that findings do not end the run. */
function readOnInvalid(config: SourceMap): JsonObject {
  const strict = config.flag('strict') ?? config.flag('fail_on_error') ?? true
  return strict ? {} : { on_invalid: 'report' }
}
