import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

const FOLDER = fileURLToPath(new URL('imports', import.meta.url))

/** A file of an older system, and where what it becomes is kept to compare with. */
export interface ImportSample {
  readonly name: string
  readonly source: string
  readonly pipelineFile: string
  readonly reportFile: string
}

/** One of each way in which older systems write their definitions. */
export const importSamples = (): readonly ImportSample[] => readdirSync(FOLDER).map(importSample)

export function importSample(name: string): ImportSample {
  const folder = join(FOLDER, name)
  const source = readdirSync(folder).find((file) => file.startsWith('source.')) ?? 'source'
  return { name, source: readFileSync(join(folder, source), 'utf8'), pipelineFile: join(folder, 'pipeline.yaml'), reportFile: join(folder, 'report.json') }
}
