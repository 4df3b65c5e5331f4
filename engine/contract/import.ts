import * as z from 'zod'
import { validation } from './pipeline'

/** The older formats that can be turned into pipelines. */
export const IMPORT_FORMATS = ['flexiroaster', 'cao_recipe', 'rtqcc_manuscript', 'phase_list'] as const
export const importFormat = z.enum(IMPORT_FORMATS)
export type ImportFormat = z.infer<typeof importFormat>

/** What people call each of them. */
export const IMPORT_FORMAT_NAMES: Readonly<Record<ImportFormat, string>> = {
  flexiroaster: 'FlexiRoaster stage file',
  cao_recipe: 'CAO feature recipe',
  rtqcc_manuscript: 'RTQCC manuscript',
  phase_list: 'Phase list',
}

/**
 * not_kept: nothing in the result stands for it. kept_differently: it is there, in another way. assumed: the source left
 * it open, and this was chosen.
 */
export const IMPORT_LEVELS = ['not_kept', 'kept_differently', 'assumed'] as const
export const importLevel = z.enum(IMPORT_LEVELS)
export type ImportLevel = z.infer<typeof importLevel>

/** One thing to know about an import, and where it stands in the source. Lines and columns count from 1; the end is exclusive. */
export const importNote = z.object({
  level: importLevel,
  message: z.string(),
  /** Such as `stages[2].config.rules`; empty for the whole file. */
  path: z.string(),
  line: z.int(),
  column: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
})
export type ImportNote = z.infer<typeof importNote>

export const importPreview = z.object({
  format: importFormat,
  /** What spoke for the format, as sentences; empty when the caller named it. */
  because: z.array(z.string()),
  /** Of the pipeline that it becomes. */
  name: z.string(),
  /** The pipeline file. */
  text: z.string(),
  /** In the order of the source. */
  report: z.array(importNote),
  /** Of the pipeline file. */
  validation,
})
export type ImportPreview = z.infer<typeof importPreview>
