import { literalText } from '../literal'
import type { StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import type { SourceMap } from '../source-map'
import { type DataFormat, formatOf, isWebAddress, notePath } from './data-file'
import { CSV_TEXT } from './scripts'
import type { Stage } from './stage'
import { recordsValue, type StageContext, type StageConversion, stepOf } from './stage-conversion'

const DESTINATION_KEYS = ['destination', 'path', 'file']

const MODES: Readonly<Record<string, 'overwrite' | 'append' | 'fail'>> = {
  overwrite: 'overwrite',
  write: 'overwrite',
  w: 'overwrite',
  replace: 'overwrite',
  append: 'append',
  a: 'append',
  fail: 'fail',
  create: 'fail',
  x: 'fail',
}

interface Destination {
  readonly path: string
  readonly format: DataFormat
  readonly mode: 'overwrite' | 'append' | 'fail'
}

export const convertOutput: StageConversion = (stage, context) => {
  const { path, format, mode } = readDestination(stage)
  const write = { action: 'write', path, ...(mode !== 'overwrite' && { mode }) }
  if (format !== 'csv') return [{ ...stepOf(stage, context.needs), uses: 'file', with: { ...write, json: recordsValue(context.records) } }]
  const text = csvStep(stage, context)
  return [text, { ...stepOf({ ...stage, comments: [] }, [text.id]), uses: 'file', with: { ...write, text: `\${{ steps.${text.id}.output }}` } }]
}

function csvStep(stage: Stage, { needs, records, names }: StageContext): StepPart {
  const id = names.give(`${stage.id}_csv`, 'csv')
  return {
    id,
    comments: [...stage.comments, `Writes the records as CSV for ${quoted(stage.id)}.`],
    needs,
    uses: 'script',
    with: { input: { rows: recordsValue(records) }, code: CSV_TEXT },
  }
}

function readDestination(stage: Stage): Destination {
  const { config, source, id } = stage
  const instead: Destination = { path: `\${{ run.folder }}/${id}.json`, format: 'json', mode: 'overwrite' }
  if (config === null) {
    source.report.note('assumed', source.place, `The stage does not say where to write; the records go to \`${id}.json\` in the folder of the run.`)
    return instead
  }
  const found = config.first(DESTINATION_KEYS)
  const key = found?.key ?? 'destination'
  const path = found === null ? null : config.text(key)
  const format = formatOf(config, path)
  if (path === null || path === '' || format === null || isWebAddress(path) || !/[./\\]/.test(path)) {
    const message = `${path === null ? 'There is no destination' : `${quoted(path)} is no file of a known format`}: the records go to \`${id}.json\` in the folder of the run.`
    config.note('not_kept', key, message)
    return instead
  }
  notePath(config, key, path)
  if (format === 'yaml') config.note('kept_differently', key, 'The records are written as JSON, which every reader of YAML reads.')
  return { path: literalText(path), format, mode: readMode(config, format) }
}

function readMode(config: SourceMap, format: DataFormat): Destination['mode'] {
  const named = config.text('mode')?.toLowerCase() ?? 'overwrite'
  const mode = Object.hasOwn(MODES, named) ? MODES[named] : undefined
  if (mode === undefined) config.note('not_kept', 'mode', `${quoted(named)} is no way of writing that is known here; the file is replaced.`)
  if (mode === 'append')
    config.note(
      'kept_differently',
      'mode',
      format === 'csv' ? 'What is appended begins with a line of names each time.' : 'What is appended is a list of its own each time.',
    )
  return mode ?? 'overwrite'
}
