import type { Json } from '../../../contract/json'
import { literal, literalText } from '../literal'
import type { StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import type { SourceMap } from '../source-map'
import { formatOf, isWebAddress, notePath } from './data-file'
import { GIVEN_DATA, NO_SOURCE } from './scripts'
import type { Stage } from './stage'
import { type StageConversion, stepOf } from './stage-conversion'

const SOURCE_KEYS = ['source', 'path', 'file', 'endpoint', 'url']

export const convertInput: StageConversion = (stage, { needs }) => [{ ...stepOf(stage, needs), ...readingStep(stage) }]

/** Where the records of an input stage are, as an expression. */
export function recordsOfInput(step: Pick<StepPart, 'id' | 'uses' | 'with'>): string {
  const output = `steps.${step.id}.output`
  if (step.uses === 'script') return output
  if (step.uses === 'http') return `${output}.body`
  return step.with.as === 'csv' ? `${output}.rows` : step.with.as === 'json' ? `${output}.value` : `${output}.text`
}

function readingStep({ config, source }: Stage): Pick<StepPart, 'uses' | 'with'> {
  if (config === null) {
    source.report.note('not_kept', source.place, 'The stage does not say where its records come from; its step fails until that is written.')
    return noSource(null)
  }
  const data = config.json('data')
  if (data !== undefined) return givenData(data, config)
  const found = config.first(SOURCE_KEYS)
  const address = addressOf(config, found?.key ?? null)
  if (address !== null) return webStep(config, address)
  return fileStep(config, found?.key ?? 'source')
}

function givenData(data: Json, config: SourceMap): Pick<StepPart, 'uses' | 'with'> {
  for (const key of SOURCE_KEYS)
    if (config.has(key)) config.note('not_kept', key, 'The stage brings its records along in `data`; where they once came from is not read.')
  if (config.has('format')) config.note('not_kept', 'format', 'The records stand in the file itself.')
  return { uses: 'script', with: { input: literal(data), code: GIVEN_DATA } }
}

/** A web address under any of the keys, also `source: api` with an `endpoint`. */
function addressOf(config: SourceMap, key: string | null): string | null {
  for (const each of [key, 'endpoint', 'url']) {
    const value = each === null ? null : config.node.entries.get(each)?.value
    if (each === null || value?.kind !== 'scalar' || typeof value.value !== 'string' || !isWebAddress(value.value)) continue
    config.take(each)
    if (each !== key && key !== null) config.note('kept_differently', key, 'A request to the address that stands beside it takes its place.')
    return value.value
  }
  return null
}

function webStep(config: SourceMap, address: string): Pick<StepPart, 'uses' | 'with'> {
  const format = formatOf(config, null)
  if (format !== null && format !== 'json') config.note('not_kept', 'format', 'A reply is read as JSON; no step makes records of another format.')
  return { uses: 'http', with: { url: literalText(address), parse: 'json' } }
}

function fileStep(config: SourceMap, key: string): Pick<StepPart, 'uses' | 'with'> {
  const path = config.text(key)
  const format = formatOf(config, path)
  if (path === null || path === '' || format === null || !/[./\\]/.test(path)) {
    config.note(
      'not_kept',
      key,
      `${path === null ? 'There is no source' : `${quoted(path)} is no file of a known format`}: the step fails until another kind of step reads the records.`,
    )
    return noSource(path)
  }
  notePath(config, key, path)
  readDetails(config)
  if (format === 'yaml')
    config.note('not_kept', key, 'No step makes records of YAML yet: the step gives the text of the file. Keep the records as JSON or CSV.')
  return { uses: 'file', with: { action: 'read', path: literalText(path), as: format === 'yaml' ? 'text' : format } }
}

/** What is as it always is need not be told. */
function readDetails(config: SourceMap): void {
  if (isScalar(config, 'delimiter', [','])) config.take('delimiter')
  if (isScalar(config, 'encoding', ['utf-8', 'utf8', 'UTF-8'])) config.take('encoding')
  if (isScalar(config, 'header', [true])) config.take('header')
}

function isScalar(config: SourceMap, key: string, values: readonly (string | boolean)[]): boolean {
  const value = config.node.entries.get(key)?.value
  return value?.kind === 'scalar' && values.some((each) => each === value.value)
}

const noSource = (path: string | null): Pick<StepPart, 'uses' | 'with'> => ({
  uses: 'script',
  with: { ...(path !== null && { input: { source: literalText(path) } }), code: NO_SOURCE },
})
