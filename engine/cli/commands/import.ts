import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { IMPORT_FORMAT_NAMES, type ImportFormat } from '../../contract/import'
import type { Imported } from '../../core/imports/convert'
import { EngineError } from '../../core/shared/engine-error'
import { tellProblems } from '../checked-file'
import { openSession, type CliContext } from '../context'
import { EXIT, type ExitCode } from '../exit-code'
import { readTextFile } from '../read-text-file'
import { importNoteLines } from '../show/import-notes'
import { jsonLine } from '../show/json-line'
import { hasErrors } from '../show/problem-lines'
import { visible } from '../show/visible'

export interface ImportOptions {
  readonly format?: ImportFormat
  readonly out?: string
  readonly save?: true
  readonly data?: string
  readonly json?: true
}

/** Turns a file of an older system into a pipeline file, and says what could not be kept. Runs nothing, and needs an engine only to store. */
export async function importCommand(context: CliContext, file: string, { format, out, save, data, json }: ImportOptions): Promise<ExitCode> {
  const { terminal, host } = context
  if (out !== undefined && save) throw new EngineError('request_invalid', 'Give either --out or --save: one writes a file, the other stores the pipeline.')
  const imported = await readImport(context, file, format)
  // Loaded only when needed: every kind of step is in there.
  const { checkPipelineFile } = await import('../../host/check-pipeline-file')
  const { problems } = await checkPipelineFile(imported.text, host.workers)
  const valid = !hasErrors(problems)
  if (!json) tellReport(context, file, imported)
  tellProblems(terminal.note, out ?? 'the result', problems)
  if (out !== undefined) await writeNew(out, imported.text)
  const saved = save && valid ? await store(context, imported, { folder: dirname(resolve(file)), data }) : null
  if (json) terminal.line(jsonLine({ file, ...imported, valid, problems, ...(saved !== null && { saved }) }))
  else if (saved !== null) terminal.line(`Stored ${visible(saved.name)} as version ${saved.version}.`)
  else if (out !== undefined) terminal.line(`Wrote ${out}.`)
  else if (!save) for (const line of imported.text.trimEnd().split('\n')) terminal.line(terminal.live ? visible(line) : line)
  return valid ? EXIT.done : EXIT.badInput
}

async function readImport({ terminal }: CliContext, file: string, format: ImportFormat | undefined): Promise<Imported> {
  const text = await readTextFile(file)
  const { importText } = await import('../../core/imports/convert')
  try {
    return importText(text, format)
  } catch (thrown) {
    if (thrown instanceof EngineError) tellProblems(terminal.note, file, thrown.problems ?? [])
    throw thrown
  }
}

/** On stderr, so that the pipeline file can go through a pipe. */
function tellReport({ terminal }: CliContext, file: string, { format, because, report }: Imported): void {
  terminal.note(`${file}: ${IMPORT_FORMAT_NAMES[format]}. ${visible(because.join(' '))}`.trimEnd())
  for (const line of importNoteLines(file, report)) terminal.note(line)
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    if (exists) throw new EngineError('file_exists', `There is a file ${path} already. Choose another name.`, { cause })
    throw new EngineError('file_unwritable', `Couldn't write ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
}

/** As a new pipeline: one of the same name is never written over. */
async function store(context: CliContext, { text }: Imported, { folder, data }: { readonly folder: string; readonly data: string | undefined }) {
  const session = await openSession(context, { data, works: false, begins: true })
  try {
    return await session.ask((client) => client.pipelines.save({ text, folder, basedOnVersion: 0 }))
  } finally {
    await session.close()
  }
}
