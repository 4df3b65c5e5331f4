import { EngineError } from '../shared/engine-error'
import { IMPORT_FORMAT_NAMES, type ImportFormat } from '../../contract/import'
import type { ImportReport, Place } from './import-report'
import type { PipelineParts } from './pipeline-parts'
import type { ImportSource } from './source-text'

/** Turns what a source says into the parts of a pipeline, and tells the report what is not the same. */
export type Conversion = (source: ImportSource, report: ImportReport) => PipelineParts

export const wholeOf = ({ root }: ImportSource): Place => ({ path: '', range: { start: root.range.start, end: root.range.start } })

/** As it stands in sentences. */
export function inWords(format: ImportFormat): string {
  return format === 'rtqcc_manuscript' ? `an ${IMPORT_FORMAT_NAMES[format]}` : `a ${IMPORT_FORMAT_NAMES[format].replace(/^Phase/, 'phase')}`
}

export const notOfFormat = (format: ImportFormat, reason: string): EngineError =>
  new EngineError('import_not_recognised', `This is not ${inWords(format)}: ${reason}.`)
