import type { Json } from '../../../contract/json'
import { literal, literalText } from '../literal'
import type { StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import type { SourceMap } from '../source-map'
import { type DataPlace, notePath, readDetails, readPlace } from './data-file'
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
  return step.with.as === 'csv' ? `${output}.rows` : `${output}.value`
}

function readingStep({ config, source }: Stage): Pick<StepPart, 'uses' | 'with'> {
  if (config === null) {
    source.report.note('not_kept', source.place, 'The stage does not say where its records come from; its step fails until that is written.')
    return noSource(null)
  }
  const data = config.json('data')
  if (data !== undefined) return givenData(data, config)
  const place = readPlace(config, SOURCE_KEYS, 'source')
  if (place.kind === 'web') return webStep(config, place)
  if (place.kind === 'file') return fileStep(config, place)
  const what = place.path === null ? 'There is no source' : `${quoted(place.path)} is no file of a known format`
  config.note('not_kept', place.key, `${what}: the step fails until another kind of step reads the records.`)
  return noSource(place.path)
}

function givenData(data: Json, config: SourceMap): Pick<StepPart, 'uses' | 'with'> {
  for (const key of SOURCE_KEYS)
    if (config.has(key)) config.note('not_kept', key, 'The stage brings its records along in `data`; where they once came from is not read.')
  if (config.has('format')) config.note('not_kept', 'format', 'The records stand in the file itself.')
  return { uses: 'script', with: { input: literal(data), code: GIVEN_DATA } }
}

function webStep(config: SourceMap, { path, format }: DataPlace & { readonly kind: 'web' }): Pick<StepPart, 'uses' | 'with'> {
  if (format !== null && format !== 'json') config.note('not_kept', 'format', 'A reply is read as JSON; no step makes records of another format.')
  return { uses: 'http', with: { url: literalText(path), parse: 'json' } }
}

function fileStep(config: SourceMap, { key, path, format }: DataPlace & { readonly kind: 'file' }): Pick<StepPart, 'uses' | 'with'> {
  notePath(config, key, path)
  readDetails(config)
  return { uses: 'file', with: { action: 'read', path: literalText(path), as: format } }
}

const noSource = (path: string | null): Pick<StepPart, 'uses' | 'with'> => ({
  uses: 'script',
  with: { ...(path !== null && { input: { source: literalText(path) } }), code: NO_SOURCE },
})
