import { Play } from 'lucide-react'
import { useRef } from 'react'
import { useLocation } from 'wouter'
import type { PipelineDetail, SavedPipeline } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { PageHeader } from '../../components/page-header'
import { toast } from '../../components/toast'
import type { CallFailure } from '../../engine/call-failure'
import { useCommandsOff } from '../../engine/engine-provider'
import { plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import { useStartRun } from '../../lib/start-run-request'
import { firstCompared } from './compare/compared'
import { ComparisonView } from './compare/comparison-view'
import { useCompared } from './compare/use-compared'
import { ConflictDialog } from './conflict-dialog'
import { type Draft, useDraft } from './draft'
import { tellErrors } from './errors-first'
import { FileHead } from './file-head'
import { PipelineFacts } from './pipeline-facts'
import { PipelineMenu } from './pipeline-menu'
import { errorsIn } from './problem-words'
import { RecentRuns } from './recent-runs'
import { useSave } from './use-save'
import { useValidation } from './use-validation'
import { VersionMenu } from './version-menu'
import { Workspace, type WorkspaceHandle } from './workspace'

interface PipelineViewProps {
  readonly current: PipelineDetail
  /** The version on screen; undefined while an older one is read. */
  readonly shown: PipelineDetail | undefined
  readonly shownError: CallFailure | undefined
  readonly onShow: (version: number | undefined) => void
  readonly onSaved: () => void
}

export function PipelineView({ current, shown, shownError, onShow, onSaved }: PipelineViewProps) {
  const [, navigate] = useLocation()
  const [draft, setDraft] = useDraft(current.id)
  const old = shown !== undefined && shown.version !== current.version
  const text = old ? shown.text : (draft?.text ?? current.text)
  const validation = useValidation(text)
  const unsaved = !old && draft !== null && draft.text !== current.text
  const saving = useSave((saved: SavedPipeline) => {
    setDraft(null)
    onShow(undefined)
    if (saved.pipelineId === current.id) onSaved()
    else navigate(`/pipelines/${saved.pipelineId}`)
  })
  const errors = errorsIn(validation.problems)
  const saveOff = !unsaved ? 'There is nothing to save.' : errors > 0 ? `${plural(errors, 'error')} must be mended first.` : saving.off
  const workspace = useRef<WorkspaceHandle>(null)
  const save = async (): Promise<SavedPipeline | null> => {
    if (draft !== null && saveOff === undefined) return saving.save(draft)
    if (unsaved && errors > 0) {
      workspace.current?.showFirstError()
      tellErrors(validation.problems)
    }
    return null
  }
  useShortcut('mod+s', 'Save as a new version', () => void save())

  const off = useCommandsOff()
  const startRun = useStartRun()
  const run = () => startRun(old ? { pipeline: current.id, version: shown.version } : { pipeline: current.id })
  useShortcut('r', 'Run this pipeline', run, { enabled: off === undefined })

  const saveAndRun = async () => {
    const saved = await save()
    if (saved !== null) startRun({ pipeline: saved.pipelineId })
  }
  useShortcut('mod+shift+Enter', 'Save and run', () => void saveAndRun(), { enabled: unsaved && off === undefined })

  const [compared, setCompared] = useCompared()
  const first = firstCompared(current.versions, shown?.version ?? current.version)
  const compare = () => setCompared(first)
  useShortcut('c', 'Compare versions', compare, { enabled: first !== null && compared === null })
  const editFrom = (version: number, from: string) => {
    setDraft({ text: from, basedOn: current.version })
    setCompared(null)
    onShow(undefined)
    if (draft !== null && draft.text !== from)
      toast(`Version ${version} took the place of your unsaved changes`, { action: { label: 'Bring them back', onClick: () => setDraft(draft) } })
  }

  const edit = (next: string) => setDraft(next === current.text ? null : ({ text: next, basedOn: draft?.basedOn ?? current.version } satisfies Draft))
  const runButton = (
    <Button look={unsaved ? 'normal' : 'main'} icon={<Play />} disabledReason={off} onClick={run}>
      {/* What runs is what was saved; said when that is not what is on screen. */}
      {old ? `Run version ${shown.version}` : unsaved ? `Run version ${current.version}` : 'Run'}
    </Button>
  )
  const renamed = unsaved && validation.name !== null && validation.name !== current.name
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Pipelines', to: '/pipelines' }]}
        title={current.name}
        state={<PipelineFacts pipeline={current} />}
        actions={
          <>
            <PipelineMenu pipeline={current} />
            {compared === null && (
              <VersionMenu
                versions={current.versions}
                current={current.version}
                shown={shown?.version ?? current.version}
                onShow={onShow}
                onCompare={compare}
              />
            )}
            {runButton}
            {unsaved && (
              <Button look="main" icon={<Play />} busy={saving.busy} disabledReason={off ?? saveOff} onClick={() => void saveAndRun()}>
                Save and run
              </Button>
            )}
          </>
        }
      />
      {shownError !== undefined && shown === undefined && (
        <ErrorState
          look="inline"
          title="Couldn't read that version"
          error={shownError}
          action={
            <Button size="small" onClick={() => onShow(undefined)}>
              Back to the current one
            </Button>
          }
        />
      )}
      {compared !== null ? (
        <ComparisonView pipeline={current} compared={compared} onCompare={setCompared} onClose={() => setCompared(null)} onEditFrom={editFrom} />
      ) : (
        <Workspace
          ref={workspace}
          text={text}
          onChange={edit}
          readOnly={old}
          validation={validation}
          head={
            <FileHead
              title={old ? `Version ${shown.version}` : `Version ${current.version}`}
              note={old ? 'Read only' : renamed ? `Saves as a new pipeline, ${validation.name}` : unsaved ? 'Unsaved changes' : undefined}
              validation={validation}
              actions={
                old ? (
                  <>
                    <Button look="quiet" size="small" onClick={() => editFrom(shown.version, shown.text)}>
                      Edit from here
                    </Button>
                    <Button size="small" onClick={() => onShow(undefined)}>
                      Back to version {current.version}
                    </Button>
                  </>
                ) : (
                  unsaved && (
                    <>
                      <Button look="quiet" size="small" onClick={() => setDraft(null)}>
                        Discard
                      </Button>
                      <Button look="main" size="small" busy={saving.busy} disabledReason={saveOff} onClick={() => void save()}>
                        Save
                      </Button>
                    </>
                  )
                )
              }
            />
          }
          runs={<RecentRuns pipelineId={current.id} runButton={runButton} />}
        />
      )}
      {saving.conflict !== null && (
        <ConflictDialog
          message={saving.conflict.failure.message}
          basedOn={saving.conflict.draft.basedOn}
          busy={saving.busy}
          onClose={saving.leaveConflict}
          onReadNewest={() => {
            saving.leaveConflict()
            onSaved()
          }}
          onSaveAnyway={() => void saving.saveAnyway()}
        />
      )}
    </>
  )
}
