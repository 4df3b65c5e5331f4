import { MAX_PIPELINE_TEXT } from '../../contract/api/pipelines'
import { IMPORT_FORMATS, type ImportFormat, type ImportNote } from '../../contract/import'
import { LIMITS } from '../pipelines/limits'
import { EngineError } from '../shared/engine-error'
import { convertRecipe } from './cao-recipe'
import { type Conversion, inWords } from './conversion'
import { convertStages } from './flexiroaster/convert-stages'
import { ImportReport } from './import-report'
import { convertPhases } from './phase-list'
import { isPipelineFile, recognise } from './recognise'
import { convertManuscript } from './rtqcc-manuscript'
import { type ImportSource, readSource } from './source-text'
import { writePipeline } from './write-pipeline'

const CONVERSIONS: Readonly<Record<ImportFormat, Conversion>> = {
  flexiroaster: convertStages,
  cao_recipe: convertRecipe,
  rtqcc_manuscript: convertManuscript,
  phase_list: convertPhases,
}

export interface Converted {
  readonly name: string
  /** The pipeline file. It can be read, but may have problems that only its check finds: a loop of the source is one of the result. */
  readonly text: string
  /** In the order of the source. */
  readonly report: readonly ImportNote[]
}

export interface Imported extends Converted {
  readonly format: ImportFormat
  /** What spoke for the format; empty when it was given. */
  readonly because: readonly string[]
}

/**
 * Turns a text of an older format into a pipeline file; of the format that it looks like, unless one is given. Nothing of
 * it is run. Throws `pipeline_invalid` with the problems of a text that cannot be read, `import_not_recognised`, `file_too_large`.
 */
export function importText(text: string, given?: ImportFormat): Imported {
  const source = readSource(text)
  const recognised = given === undefined ? recognise(source) : { format: given, because: [] }
  if (recognised === null) throw notRecognised(source)
  return { ...recognised, ...convert(source, recognised.format) }
}

/** Turns what was read into a pipeline file. Throws `import_not_recognised` when it is not of this format, and `file_too_large`. */
export function convert(source: ImportSource, format: ImportFormat): Converted {
  const report = new ImportReport(source.text)
  const parts = CONVERSIONS[format](source, report)
  if (parts.steps.length > LIMITS.steps)
    throw new EngineError('file_too_large', `The pipeline that this becomes has ${parts.steps.length} steps; ${LIMITS.steps} is the most.`)
  const text = writePipeline(parts, [`Made from ${inWords(format)}.`, 'What could not be kept, and what was assumed, is in the report of the import.'])
  if (text.length > MAX_PIPELINE_TEXT)
    throw new EngineError('file_too_large', `The pipeline file that this becomes has ${text.length} characters; ${MAX_PIPELINE_TEXT} is the most.`)
  return { name: parts.name, text, report: report.list() }
}

function notRecognised({ root }: ImportSource): EngineError {
  if (isPipelineFile(root))
    return new EngineError('import_not_recognised', 'This is a pipeline file of Signalbox already: there is nothing to convert. Open it as it is.')
  const known = IMPORT_FORMATS.map(inWords).join(', ')
  return new EngineError(
    'import_not_recognised',
    `This text is of none of the formats that can be imported: ${known}. Name the format if you know that it is of one of them.`,
  )
}
