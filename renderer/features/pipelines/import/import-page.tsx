import { Check, Import, Pencil } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { IMPORT_FORMAT_NAMES, IMPORT_FORMATS, type ImportFormat, type ImportNote } from '../../../../engine/contract/import'
import { MAX_PIPELINE_TEXT, type Problem } from '../../../../engine/contract/pipeline'
import { Button } from '../../../components/button'
import type { CodeEditorHandle } from '../../../components/code-editor/code-editor'
import { EmptyState } from '../../../components/empty-state'
import { ErrorState } from '../../../components/error-state'
import { PageHeader } from '../../../components/page-header'
import { Loading, SkeletonRows } from '../../../components/skeleton'
import { SplitPane } from '../../../components/split-pane'
import { formatCount, plural } from '../../../lib/format-count'
import { useShortcut } from '../../../lib/shortcuts'
import { useTitle } from '../../../lib/use-title'
import { ConflictDialog } from '../conflict-dialog'
import { type Draft, keepDraft, NEW_PIPELINE } from '../draft'
import { tellErrors } from '../errors-first'
import { errorsIn } from '../problem-words'
import { ProblemsList } from '../problems-list'
import { useSave } from '../use-save'
import { ImportResult } from './import-result'
import { ImportSource, useFileChoice } from './import-source'
import type { ImportedSource } from './read-source-file'
import { reportInWords } from './report-groups'
import { type LiveImport, useImportPreview } from './use-import-preview'
import styles from './import-page.module.css'

const NOTHING: ImportedSource = { text: '', name: null }
const NO_PROBLEMS: readonly Problem[] = []

/** A pipeline from an older system: the source beside what it becomes, and what could not be kept. */
export function ImportPage() {
  useTitle('Import a pipeline')
  const [, navigate] = useLocation()
  const [source, setSource] = useState(NOTHING)
  const [format, setFormat] = useState<ImportFormat | null>(null)
  const [note, setNote] = useState<ImportNote | null>(null)
  const editor = useRef<CodeEditorHandle>(null)
  const live = useImportPreview(source.text, format)
  const saving = useSave((saved) => navigate(`/pipelines/${saved.pipelineId}`))
  const { preview, error } = live
  const draft: Draft | null = preview === null ? null : { text: preview.text, basedOn: 0, folder: source.folder }
  const off = offReason(live, saving.off)
  const create = () => {
    if (draft !== null && off === undefined) void saving.save(draft)
    else if (preview !== null) tellErrors(preview.validation.problems)
  }
  useShortcut('mod+s', 'Create the pipeline', create)
  const take = (next: ImportedSource) => {
    setSource(next)
    setNote(null)
  }
  const goTo = (next: ImportNote) => {
    setNote(next)
    editor.current?.goTo(next.line, next.column)
  }
  const problems = error?.problems ?? NO_PROBLEMS
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Pipelines', to: '/pipelines' }]}
        title="Import a pipeline"
        state={<State live={live} />}
        actions={
          <>
            <Button
              icon={<Pencil />}
              disabledReason={draft === null ? 'There is nothing to change yet.' : undefined}
              onClick={() => {
                keepDraft(NEW_PIPELINE, draft)
                navigate('/pipelines/new')
              }}
            >
              Change it first
            </Button>
            <Button look="main" icon={<Check />} busy={saving.busy} disabledReason={off} onClick={create}>
              Create pipeline
            </Button>
          </>
        }
      />
      <SplitPane
        name="import.source"
        label="Width of the source"
        sized="first"
        initial={460}
        min={280}
        minOther={360}
        first={
          <ImportSource
            ref={editor}
            source={source}
            onSource={take}
            format={format}
            onFormat={setFormat}
            problems={problems}
            chosen={note === null ? null : { first: note.line, last: note.endLine }}
          />
        }
        second={
          preview !== null ? (
            <ImportResult preview={preview} onNote={goTo} />
          ) : error !== null ? (
            <Refused live={live} onGo={(problem) => editor.current?.goTo(problem.line, problem.column)} />
          ) : source.text.trim() === '' ? (
            <Nothing onSource={take} />
          ) : (
            <Loading label="Reading the source" className={styles.loading ?? ''}>
              <SkeletonRows />
            </Loading>
          )
        }
      />
      {saving.conflict !== null && preview !== null && (
        <ConflictDialog
          message={saving.conflict.failure.message}
          basedOn={0}
          busy={saving.busy}
          onClose={saving.leaveConflict}
          onReadNewest={() => navigate(`/pipelines/${preview.name}`)}
          onSaveAnyway={() => void saving.saveAnyway()}
        />
      )}
    </>
  )
}

function offReason({ preview, error, working }: LiveImport, off: string | undefined): string | undefined {
  if (off !== undefined) return off
  if (preview === null) return error === null ? 'Paste, drop or choose a source first.' : 'The source could not be imported.'
  if (working) return 'The newest changes are still being read.'
  const errors = errorsIn(preview.validation.problems)
  return errors === 0 ? undefined : `${plural(errors, 'error')} must be mended first: change the source, or the pipeline.`
}

function State({ live: { preview, working } }: { readonly live: LiveImport }) {
  if (preview === null) return <span>Nothing is stored or run until you create the pipeline</span>
  return (
    <>
      <span>{IMPORT_FORMAT_NAMES[preview.format]}</span>
      <span>becomes {preview.name}</span>
      <span role="status">{working ? 'Reading' : reportInWords(preview.report)}</span>
    </>
  )
}

function Nothing({ onSource }: { readonly onSource: (source: ImportedSource) => void }) {
  const { open, input } = useFileChoice(onSource)
  const formats = IMPORT_FORMATS.map((format) => IMPORT_FORMAT_NAMES[format])
  return (
    <EmptyState
      icon={<Import />}
      title="Bring a pipeline from elsewhere"
      action={
        <>
          <Button onClick={open}>Choose a file…</Button>
          {input}
        </>
      }
    >
      Paste it into the source, or drop a file there: {formats.slice(0, -1).join(', ')} or {formats.at(-1)?.toLowerCase()}, as YAML, JSON or a line of names
      with arrows. {formatCount(MAX_PIPELINE_TEXT)} characters at most.
    </EmptyState>
  )
}

function Refused({ live: { error, refresh }, onGo }: { readonly live: LiveImport; readonly onGo: (problem: Problem) => void }) {
  if (error === null) return null
  if (error.problems !== undefined && error.problems.length > 0)
    return (
      <section aria-label="Problems of the source" className={styles.refused} aria-live="polite">
        <h2 className={styles.refusal}>The source cannot be read yet</h2>
        <ProblemsList problems={error.problems} onGo={onGo} onFix={null} />
      </section>
    )
  const known = error.code === 'import_not_recognised' || error.code === 'file_too_large'
  return (
    <ErrorState
      title={known ? 'This cannot be imported' : "Couldn't read the source"}
      error={error}
      meaning={known ? 'Nothing was stored. The format can be chosen above the source.' : 'Nothing was stored.'}
      action={
        known ? undefined : (
          <Button size="small" look="main" onClick={refresh}>
            Try again
          </Button>
        )
      }
    />
  )
}
