import type { ImportFormat, ImportNote } from '../contract/import'
import type { Json, JsonObject } from '../contract/json'
import { importText } from '../core/imports/convert'
import { parsePipeline } from '../core/pipelines/parse-pipeline'
import type { PipelineSpec } from '../core/pipelines/spec'
import { openIdleKinds } from './idle-kinds'

/** What a person gets who imports a text: the file, what the engine understands of it, and the report. */
export interface Imported {
  readonly text: string
  readonly spec: PipelineSpec
  /** What a step is given, by its id. */
  readonly with: Readonly<Record<string, JsonObject>>
  readonly report: readonly ImportNote[]
  /** `level path: message` each. */
  readonly notes: readonly string[]
}

/** Imports texts, or values as JSON; throws when the file that comes out has problems. */
export function openImporting() {
  const { kinds, close } = openIdleKinds()
  const importing = (source: Json, format?: ImportFormat): Imported => {
    const { text, report } = importText(typeof source === 'string' ? source : JSON.stringify(source), format)
    const { spec, problems } = parsePipeline(text, kinds)
    if (spec === null || problems.length > 0) throw new Error(`${problems.map(({ line, message }) => `${line}: ${message}`).join('\n')}\n${text}`)
    const steps = [...spec.steps, ...spec.onFailure].map(({ id, with: config }): [string, JsonObject] => [id, config])
    return { text, spec, with: Object.fromEntries(steps), report, notes: report.map(({ level, path, message }) => `${level} ${path}: ${message}`) }
  }
  return { importing, close }
}
