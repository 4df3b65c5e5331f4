import { apiText } from './generate-api'
import { expressionsText } from './generate-expressions'
import { pipelineFileText } from './generate-pipeline-file'
import { pipelineSchemaText } from './generate-pipeline-schema'
import { sqliteSchemaText } from './generate-schema'
import { stepKindsText } from './generate-step-kinds'

export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string
  readonly text: () => Promise<string>
}

/** Every file that is made from code. `npm run generate` writes them; a test compares each with the code. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: 'resources/pipeline.schema.json', text: pipelineSchemaText },
  { path: 'engine/storage/dialects/sqlite-schema.ts', text: sqliteSchemaText },
  { path: 'docs/reference/pipeline-file.md', text: pipelineFileText },
  { path: 'docs/reference/step-kinds.md', text: stepKindsText },
  { path: 'docs/reference/expressions.md', text: async () => expressionsText() },
  { path: 'docs/reference/api.md', text: async () => apiText() },
]
