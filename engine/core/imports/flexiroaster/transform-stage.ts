import type { Json, JsonObject } from '../../../contract/json'
import { type Placed, toJson } from '../../pipelines/yaml/placed'
import { literal } from '../literal'
import { quoted } from '../quoted'
import { below, type SourceMap } from '../source-map'
import { readConditions } from './conditions'
import { NO_CONDITION, PASS_ON, type TransformPart, transformCode } from './scripts'
import type { Stage } from './stage'
import { recordsValue, type StageConversion, stepOf } from './stage-conversion'

/** Operations that filter records, select their fields or rename these, whatever of it the config asks for. */
const RESHAPING = new Set(['filter', 'map', 'rename', 'select', 'project', 'transform'])

const PASSING = new Set(['passthrough', 'none'])

interface Parts {
  readonly asked: ReadonlySet<TransformPart>
  readonly input: JsonObject
  /** A filter that could not be read must not let everything pass. */
  readonly unreadable: boolean
}

export const convertTransform: StageConversion = (stage, { needs, records }) => {
  const { asked, input, unreadable } = readParts(stage)
  const code = unreadable ? NO_CONDITION : asked.size === 0 ? PASS_ON : transformCode(asked)
  return [{ ...stepOf(stage, needs), uses: 'script', with: { input: { rows: recordsValue(records), ...input }, code } }]
}

const NOTHING: Parts = { asked: new Set(), input: {}, unreadable: false }

function readParts({ config }: Stage): Parts {
  if (config === null) return NOTHING
  const operation = config.text('operation')?.toLowerCase() ?? null
  if (operation !== null && !RESHAPING.has(operation)) {
    if (!PASSING.has(operation))
      config.note(
        'not_kept',
        'operation',
        `What ${quoted(operation)} did to the records is not known here: they go on unchanged, as in FlexiRoaster's own executor.`,
      )
    return NOTHING
  }
  const filter = operation === 'filter' ? (readConditions(config) ?? noCondition(config)) : readConditions(config)
  const fields = readFields(config)
  const rename = readMappings(config)
  const asked = new Set<TransformPart>()
  if (filter !== null && filter !== 'unreadable') asked.add('filter')
  if (fields !== null) asked.add('select')
  if (rename !== null) asked.add('rename')
  if (asked.size > 1) config.report.note('assumed', config.place, 'Records are filtered first; then fields are chosen by their old names, and renamed.')
  return {
    asked,
    unreadable: filter === 'unreadable',
    input: {
      ...(filter !== null && filter !== 'unreadable' && { conditions: literal(filter.conditions), ...(filter.any && { any: true }) }),
      ...(fields !== null && { fields: literal(fields) }),
      ...(rename !== null && { rename: literal(rename) }),
    },
  }
}

function noCondition(config: SourceMap): 'unreadable' {
  config.note('not_kept', 'operation', 'The stage filters, but holds no condition that is known here: the step fails rather than let every record pass.')
  return 'unreadable'
}

/** Which fields are kept; a list of names. */
function readFields(config: SourceMap): readonly string[] | null {
  const list = config.list('fields')
  if (list === null) return null
  return list.items.flatMap((item) => {
    const name = scalarText(item)
    if (name === null) config.note('not_kept', 'fields', 'Each of `fields` is the name of a field; those that are none are left out.')
    return name ?? []
  })
}

/** New names of fields, by their old ones. */
function readMappings(config: SourceMap): JsonObject | null {
  const found = config.first(['mappings', 'mapping', 'rename'])
  if (found === null) return null
  if (found.value.kind !== 'map') {
    config.note('not_kept', found.key, `${quoted(found.key)} should be a map from old names to new ones.`)
    return null
  }
  config.note('assumed', found.key, 'The keys are taken for the old names of fields, the values for the new ones.')
  const names: [string, Json][] = []
  for (const [key, entry] of found.value.entries) {
    const name = scalarText(entry.value)
    if (name === null)
      config.report.note(
        'not_kept',
        { path: below(config.placeOf(found.key).path, key), range: entry.value.range },
        `${quoted(key)} has no new name that is text; it keeps its own.`,
      )
    else names.push([key, name])
  }
  return Object.fromEntries(names)
}

function scalarText(placed: Placed): string | null {
  const value = toJson(placed)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
