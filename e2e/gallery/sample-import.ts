import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import * as z from 'zod'
import { type ImportPreview, importPreview } from '../../engine/contract/import'
import { readPipeline } from './sample-validation'

const sampleFile = (file: string): string => readFileSync(resolve('engine/testing/imports/stage-request', file), 'utf8')

/** A file of an older system, as a person would paste it. */
export const IMPORT_SOURCE = sampleFile('source.json')

const told = importPreview.pick({ format: true, because: true, report: true })

/** What the engine makes of it. */
export function sampleImport(): ImportPreview {
  const text = sampleFile('pipeline.yaml')
  const { description: _, ...validation } = readPipeline(text)
  return { ...told.parse(JSON.parse(sampleFile('report.json'))), name: z.string().parse(validation.name), text, validation }
}
