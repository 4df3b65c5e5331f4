import { Check, Import } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { Menu, MenuItem } from '../../components/menu'
import { PageHeader } from '../../components/page-header'
import { plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import { useTitle } from '../../lib/use-title'
import { ConflictDialog } from './conflict-dialog'
import { NEW_PIPELINE, useDraft } from './draft'
import { tellErrors } from './errors-first'
import { FileHead } from './file-head'
import { errorsIn } from './problem-words'
import { type Template, TEMPLATES } from './templates'
import { TemplateChoice } from './template-choice'
import { useSave } from './use-save'
import { useValidation } from './use-validation'
import { Workspace, type WorkspaceHandle } from './workspace'

/** A pipeline that is not stored yet: first a template, then the file. */
export function NewPipelinePage() {
  useTitle('New pipeline')
  const [draft, setDraft] = useDraft(NEW_PIPELINE)
  // The template that was pressed is gone with its list: the focus goes on to the file.
  const [chosen, setChosen] = useState(false)
  const use = (template: Template) => {
    setChosen(true)
    setDraft({ text: template.text, basedOn: 0 })
  }
  const [, go] = useLocation()
  const header = { crumbs: [{ label: 'Pipelines', to: '/pipelines' }], title: 'New pipeline' }
  if (draft !== null) return <Writing draft={draft} setDraft={setDraft} header={header} focusEditor={chosen} />
  return (
    <>
      <PageHeader
        {...header}
        state={<span>Choose where to begin; every line can be changed afterwards</span>}
        actions={
          <Button icon={<Import />} onClick={() => go('/pipelines/import')}>
            Import…
          </Button>
        }
      />
      <TemplateChoice onChoose={use} />
    </>
  )
}

interface WritingProps {
  readonly draft: NonNullable<ReturnType<typeof useDraft>[0]>
  readonly setDraft: ReturnType<typeof useDraft>[1]
  readonly header: Pick<React.ComponentProps<typeof PageHeader>, 'crumbs' | 'title'>
  readonly focusEditor: boolean
}

function Writing({ draft, setDraft, header, focusEditor }: WritingProps) {
  const [, navigate] = useLocation()
  const validation = useValidation(draft.text)
  const saving = useSave((saved) => {
    setDraft(null)
    navigate(`/pipelines/${saved.pipelineId}`)
  })
  const errors = errorsIn(validation.problems)
  const off = errors > 0 ? `${plural(errors, 'error')} must be mended first.` : saving.off
  const workspace = useRef<WorkspaceHandle>(null)
  const save = () => {
    if (off === undefined) void saving.save(draft)
    else if (errors > 0) {
      workspace.current?.showFirstError()
      tellErrors(validation.problems)
    }
  }
  useShortcut('mod+s', 'Create the pipeline', save)
  return (
    <>
      <PageHeader
        {...header}
        title={validation.name ?? header.title}
        state={<span>Not stored yet{draft.folder === undefined ? '' : `; relative paths start in ${draft.folder}`}</span>}
        actions={
          <>
            <Menu trigger={<Button>Start over…</Button>}>
              {TEMPLATES.map((template) => (
                <MenuItem key={template.name} onSelect={() => setDraft({ text: template.text, basedOn: 0 })}>
                  {template.name}
                </MenuItem>
              ))}
            </Menu>
            <Button
              onClick={() => {
                setDraft(null)
                navigate('/pipelines')
              }}
            >
              Discard
            </Button>
            <Button look="main" icon={<Check />} busy={saving.busy} disabledReason={off} onClick={save}>
              Create
            </Button>
          </>
        }
      />
      <Workspace
        ref={workspace}
        focusEditor={focusEditor}
        text={draft.text}
        onChange={(text) => setDraft({ ...draft, text })}
        readOnly={false}
        validation={validation}
        head={<FileHead title="File" note="Not stored yet" validation={validation} actions={null} />}
      />
      {saving.conflict !== null && (
        <ConflictDialog
          message={saving.conflict.failure.message}
          basedOn={0}
          busy={saving.busy}
          onClose={saving.leaveConflict}
          onReadNewest={() => navigate(`/pipelines/${validation.name ?? ''}`)}
          onSaveAnyway={() => void saving.saveAnyway()}
        />
      )}
    </>
  )
}
