import * as z from 'zod'
import { command, query } from '../define-api'
import { importFormat, importPreview } from '../import'
import { id, json } from '../json'
import { MAX_PIPELINE_TEXT, pipelineDetail, pipelineSummary, savedPipeline, stepKindInfo, validation } from '../pipeline'
import { versionComparison } from '../version-comparison'

export { MAX_PIPELINE_TEXT }

const text = z.string().max(MAX_PIPELINE_TEXT)

export const pipelinesApi = {
  /** Every pipeline by name, with its newest runs. */
  list: query().output(z.object({ items: z.array(pipelineSummary) })),
  /** Takes an id or a name; the current version unless another is asked for. Throws `pipeline_not_found`. */
  get: query().input(z.object({ pipeline: z.string().min(1).max(200), version: z.int().min(1).optional() })).output(pipelineDetail),
  /** The texts of two versions, and what the second does otherwise than the first. Takes an id or a name. Throws `pipeline_not_found`. */
  compare: query()
    .input(z.object({ pipeline: z.string().min(1).max(200), from: z.int().min(1), to: z.int().min(1) }))
    .output(versionComparison),
  /** Looks at a file without storing or running anything. */
  validate: query().input(z.object({ text })).output(validation),
  /**
   * What a text of an older format becomes as a pipeline file, and what of it could not be kept. Nothing is stored or run;
   * `save` takes the result. Throws `import_not_recognised`, `pipeline_invalid` (and the problems of the given text) when it
   * cannot be read, and `file_too_large`.
   */
  previewImport: query().input(z.object({ text, format: importFormat.optional() })).output(importPreview),
  /**
   * Stores the text as a new version of the pipeline it names; the same text again changes nothing.
   * Throws `pipeline_invalid` (and the problems) before anything is stored, and `pipeline_conflict`
   * when `basedOnVersion` is no longer the current one.
   */
  save: command('author')
    .input(
      z.object({
        text,
        basedOnVersion: z.int().min(0).optional(),
        /** Absolute; where relative paths start. The folder that the pipeline has, or a new one inside the data folder, unless given. */
        folder: z.string().max(4096).optional(),
      }),
    )
    .output(savedPipeline),
  /** Takes it out of the list; its runs and their history stay. Throws `pipeline_not_found`, and `pipeline_conflict` while runs are open. */
  remove: command('author').input(z.object({ pipelineId: id })).output(z.object({ removed: z.literal(true) })),
  /** Every kind of step, and the JSON Schema of a whole file, for completion. */
  stepKinds: query().output(z.object({ kinds: z.array(stepKindInfo), schema: json })),
}
