import type { PipelineDetail, PipelineSummary } from '../../engine/contract/pipeline'
import { RUN_STATUSES } from '../../engine/contract/run-status'
import { chance, sampleId, SPACES } from './sample-ids'
import { readPipeline } from './sample-validation'

const DIGEST = `name: document_digest
description: Reads a folder of documents and writes one page about them
inputs:
  folder: { type: string, required: true, description: Where the documents lie }
  language: { type: string, default: English, options: [English, German, French] }
  max_files: { type: integer, default: 200, description: More than this are left for the next run }
  keep_drafts: { type: boolean, default: false, description: Leaves the summaries beside the report }
  layout: { type: object, default: { columns: 2, cover: true } }
defaults: { timeout: 30s, retry: { attempts: 3, backoff: exponential } }
steps:
  - id: collect
    uses: file
    with: { action: glob, folder: "\${{ inputs.folder }}", patterns: ["**/*.{md,pdf,html}"] }
  - id: parse
    uses: file
    needs: [collect]
    map: { over: "steps.collect.output.files", max_parallel: 8, on_item_error: continue }
    with: { action: parse, path: "\${{ item.path }}" }
  - id: statistics
    uses: script
    needs: [collect]
    with:
      code: |
        const sizes = input.files.map((file) => file.bytes)
        return { count: sizes.length, total: sizes.reduce((a, b) => a + b, 0) }
      input: { files: "\${{ steps.collect.output.files }}" }
  - id: summarise
    uses: shell
    needs: [parse]
    queue: medium
    map: { over: "steps.parse.output", max_parallel: 4 }
    with: { command: [summarise, --language, "\${{ inputs.language }}", --text, "\${{ item.text }}"] }
  - id: check
    uses: validate
    needs: [summarise]
    with: { value: "\${{ steps.summarise.output }}", rows: { title: { required: true } } }
  - id: report
    uses: file
    needs: [check, statistics]
    with: { action: write, path: report.md, text: "\${{ steps.summarise.output }}" }
  - id: publish
    uses: shell
    needs: [report]
    if: "inputs.max_files > 0"
    with: { command: [publish, report.md] }
outputs:
  report: \${{ steps.report.output.path }}
`

const IMPORT = `name: ledger_import
description: Checks the bank's nightly export and loads it
inputs:
  day: { type: string, required: true }
steps:
  - id: fetch
    uses: shell
    with: { command: [fetch-export, "\${{ inputs.day }}"] }
  - id: rows
    uses: file
    needs: [fetch]
    with: { action: parse, path: export.csv }
  - id: validate
    uses: validate
    needs: [rows]
    with: { value: "\${{ steps.rows.output }}", rules: [] }
  - id: settle
    uses: wait
    needs: [validate]
    with: { for: 10m }
  - id: load
    uses: shell
    needs: [settle]
    with: { command: [load, export.csv] }
`

const chain = (name: string, description: string, kinds: readonly string[]) =>
  [
    `name: ${name}`,
    `description: ${description}`,
    'steps:',
    ...kinds.flatMap((kind, i) => [`  - id: ${kind}_${i + 1}`, `    uses: ${kind}`, ...(i === 0 ? [] : [`    needs: [${kinds[i - 1]}_${i}]`])]),
  ].join('\n')

/** A wide one: many branches that meet. */
const FAN = [
  'name: site_crawl',
  'description: Reads every page of the site, finds what changed, and tells the owners',
  'steps:',
  '  - id: sitemap',
  '    uses: file',
  ...Array.from({ length: 24 }, (_, i) => [
    `  - id: section_${i + 1}`,
    '    uses: shell',
    '    needs: [sitemap]',
    `  - id: compare_${i + 1}`,
    '    uses: script',
    `    needs: [section_${i + 1}]`,
    `  - id: note_${i + 1}`,
    '    uses: file',
    `    needs: [compare_${i + 1}]`,
  ]).flat(),
  '  - id: tell',
  '    uses: shell',
  `    needs: [${Array.from({ length: 24 }, (_, i) => `note_${i + 1}`).join(', ')}]`,
].join('\n')

/** Asks models, whose replies are seen as they come. */
const LETTER = `name: letter_reply
description: Reads a letter, drafts an answer, has it checked and translated
inputs:
  letter: { type: string, required: true }
steps:
  - id: read
    uses: file
    with: { action: read, path: "\${{ inputs.letter }}" }
  - id: draft
    uses: llm
    needs: [read]
    with: { model: fast-chat, prompt: "Answer this letter.\${{ steps.read.output.text }}" }
  - id: tone
    uses: llm
    needs: [draft]
    with: { model: careful, prompt: "Is this kind? \${{ steps.draft.output.text }}" }
  - id: translate
    uses: llm
    needs: [draft]
    with: { model: local-llama, prompt: "Into German. \${{ steps.draft.output.text }}" }
  - id: file_it
    uses: file
    needs: [tone, translate]
    with: { action: write, path: answer.md, text: "\${{ steps.draft.output.text }}" }
`

/** Tells people when it fails. */
const STATEMENTS = `name: statement_mail
description: Sends every customer their statement, and tells the office when it cannot
concurrency: { limit: 1, overlap: skip }
steps:
  - id: gather
    uses: file
    with: { action: glob, folder: statements, patterns: ["*.pdf"] }
  - id: check
    uses: validate
    needs: [gather]
    with: { value: "\${{ steps.gather.output.files }}" }
  - id: send
    uses: http
    needs: [check]
    with: { method: POST, url: https://mail.example/outbox }
on_failure:
  - id: keep
    uses: file
    with: { action: write, path: failed.json, content: { json: "\${{ run.error }}" } }
  - id: tell
    uses: notify
    needs: [keep]
    with: { title: No statements today, text: "\${{ run.error.message }}" }
`

export const TEXTS: readonly string[] = [
  DIGEST,
  IMPORT,
  FAN,
  chain('nightly_index', 'Rebuilds the search index from the archive', ['file', 'chunk', 'shell', 'validate']),
  chain('photo_resize', 'Makes the three sizes that the web shop wants', ['file', 'shell', 'file']),
  chain('invoice_match', 'Pairs invoices with payments and lists what is left over', ['file', 'script', 'validate', 'file']),
  chain('release_notes', 'Collects what changed since the last tag', ['shell', 'script', 'file']),
  chain('sensor_rollup', 'Hourly means of the greenhouse sensors', ['shell', 'script']),
  chain('translate_help', 'Sends changed help pages to translation and waits for them', ['file', 'shell', 'wait', 'shell', 'file']),
  chain('backup_check', 'Restores last night’s backup and counts its rows', ['shell', 'wait', 'shell', 'validate']),
  chain('customer_survey', 'Groups the answers by what they are about', ['file', 'chunk', 'script', 'file']),
  chain('log_triage', 'Finds new kinds of errors in yesterday’s logs', ['shell', 'script', 'validate']),
  chain('price_watch', 'Compares our prices with the market’s', ['shell', 'script', 'file']),
  chain('warmup', 'Does nothing much, to see that all is well', ['wait']),
  LETTER,
  STATEMENTS,
]

const DAY = 86_400_000

/** How the last runs went: most pipelines are fine, some never ran, one is in trouble. */
function lastRuns(pipeline: number, now: number): PipelineSummary['lastRuns'] {
  const count = pipeline === 13 ? 0 : pipeline === 11 ? 4 : 10
  return Array.from({ length: count }, (_, i) => {
    const dice = chance(pipeline, i, 7)
    const open = pipeline < 2 && i === count - 1
    const status = open ? (pipeline === 0 ? 'running' : 'waiting') : dice < (pipeline === 1 ? 0.5 : 0.1) ? 'failed' : dice > 0.96 ? 'cancelled' : 'succeeded'
    const age = (count - i - (open ? 1 : 0)) * (DAY / (1 + (pipeline % 4)))
    return {
      runId: sampleId(SPACES.run, pipeline * 100 + i),
      status,
      createdAt: Math.round(now - age - pipeline * 300_000 - 20_000),
      durationMs: open ? null : Math.round(800 * 10 ** (chance(pipeline, 3) * 2.6) * (0.8 + dice * 0.4)),
    }
  })
}

export function samplePipelines(now: number): readonly PipelineDetail[] {
  return READ.map(({ text, read }, i) => {
    const version = [7, 3, 12, 4, 1, 9, 2, 5, 3, 6, 2, 8, 1, 1, 4][i] ?? 1
    const runs = lastRuns(i, now)
    return {
      id: sampleId(SPACES.pipeline, i),
      name: read.name ?? '',
      description: read.description,
      version,
      stepsTotal: read.graph?.steps.filter(({ onFailure }) => !onFailure).length ?? 0,
      updatedAt: now - (i + 1) * 3.7 * 3_600_000,
      lastRuns: [...runs],
      openRuns: runs.filter(({ status }) => OPEN.has(status)).length,
      text,
      graph: read.graph ?? { steps: [] },
      inputs: read.inputs,
      versions: Array.from({ length: version }, (_, v) => ({ number: v + 1, createdAt: Math.round(now - (version - v) * 2.4 * DAY) })),
      folder: `/home/ada/pipelines/${read.name}`,
    }
  }).map((pipeline) => ({ ...pipeline, updatedAt: Math.round(pipeline.updatedAt) }))
}

const READ = TEXTS.map((text) => ({ text, read: readPipeline(text) }))
const OPEN = new Set<string>(RUN_STATUSES.slice(0, 3))
