import { literalText } from '../literal'
import type { StepPart } from '../pipeline-parts'
import { quoted } from '../quoted'
import type { SourceMap } from '../source-map'
import { type DataFormat, notePath, readDetails, readPlace } from './data-file'
import { CSV_TEXT } from './scripts'
import type { Stage } from './stage'
import { recordsValue, type StageContext, type StageConversion, stepOf } from './stage-conversion'

const DESTINATION_KEYS = ['destination', 'path', 'file']

type Mode = 'overwrite' | 'append' | 'fail'

const MODES: ReadonlyMap<string, Mode> = new Map([
  ['overwrite', 'overwrite'],
  ['write', 'overwrite'],
  ['w', 'overwrite'],
  ['replace', 'overwrite'],
  ['append', 'append'],
  ['a', 'append'],
  ['fail', 'fail'],
  ['create', 'fail'],
  ['x', 'fail'],
])

interface Destination {
  readonly path: string
  readonly format: DataFormat
  readonly mode: Mode
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
  const place = readPlace(config, DESTINATION_KEYS, 'destination')
  const { key, path } = place
  if (place.kind !== 'file') {
    const what = path === null ? 'There is no destination' : `${quoted(path)} is no file of a known format`
    config.note('not_kept', key, `${what}: the records go to \`${id}.json\` in the folder of the run.`)
    return instead
  }
  notePath(config, key, place.path)
  readDetails(config)
  if (place.format === 'yaml') config.note('kept_differently', key, 'The records are written as JSON, which every reader of YAML reads.')
  return { path: literalText(place.path), format: place.format, mode: readMode(config, place.format) }
}

function readMode(config: SourceMap, format: DataFormat): Mode {
  const word = config.text('mode')
  if (word === null) return 'overwrite'
  const mode = MODES.get(word.toLowerCase())
  if (mode === undefined) config.note('not_kept', 'mode', `${quoted(word)} is no way of writing that is known here; the file is replaced.`)
  if (mode === 'append')
    config.note(
      'kept_differently',
      'mode',
      format === 'csv' ? 'What is appended begins with a line of names each time.' : 'What is appended is a list of its own each time.',
    )
  return mode ?? 'overwrite'
}
