import type { DocumentPool } from '../../connectors/documents/document-pool'
import type { StepKind } from '../../ports/step-kind'
import { defineStep } from '../define-step'
import { perform } from './actions'
import type { FileConfig } from './file-config'
import { fileConfig, fileOutput } from './file-config'

export const fileStep = (documents: DocumentPool): StepKind<FileConfig> =>
  defineStep({
    kind: 'file',
    title: 'Work with files',
    summary:
      'Reads, writes, copies, lists, finds (`glob`), hashes and parses files: text, Markdown, HTML, CSV, JSON, PDF and DOCX become text with title, sections, rows or pages. Paths start at the folder of the pipeline and may lie in it and in the folder of the run (`${{ run.folder }}`), never elsewhere. Writing replaces a file whole or not at all.',
    example: `- id: parse
  uses: file
  with:
    action: parse
    path: "\${{ inputs.document }}"`,
    config: fileConfig,
    output: fileOutput,
    defaults: { timeoutMs: 120_000, queue: 'default', onLost: 'retry' },
    usesFolders: true,
    noExpressions: ['action'],
    run: async (config, context) => ({ kind: 'succeeded', output: await perform(config, context, documents) }),
  })
