import { forwardRef, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { Problem } from '../../../engine/contract/pipeline'
import { CodeEditor, type CodeEditorHandle } from '../../components/code-editor/code-editor'
import { EmptyState } from '../../components/empty-state'
import { PipelineGraph } from '../../components/pipeline-graph/pipeline-graph'
import { Loading } from '../../components/skeleton'
import { SplitPane } from '../../components/split-pane'
import { type Tab, Tabs } from '../../components/tabs'
import { WithCode } from '../../components/with-code'
import { useQuery } from '../../engine/use-query'
import { pipelineCompletions } from './completion/pipeline-completions'
import { InputsList } from './inputs-list'
import { ProblemsList } from './problems-list'
import { getStepKinds, listQueueNames } from './queries'
import { stepAtLine, stepLines } from './step-lines'
import type { LiveValidation } from './use-validation'
import styles from './workspace.module.css'

interface WorkspaceProps {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly readOnly: boolean
  readonly validation: LiveValidation
  /** Over the editor: what is edited, and the buttons to keep it. */
  readonly head: React.ReactNode
  /** Instead of the list of problems while there are none. */
  readonly runs?: React.ReactNode
  /** The editor has the focus as soon as it is there. */
  readonly focusEditor?: boolean
}

export interface WorkspaceHandle {
  /** Leads to the first error: the cursor in the editor, the list beside it. */
  readonly showFirstError: () => void
}

type TabId = 'runs' | 'problems' | 'inputs'

/** The file at the left, its graph at the right, one step selected in both; problems and runs below the graph. */
export const Workspace = forwardRef<WorkspaceHandle, WorkspaceProps>(function Workspace(
  { text, onChange, readOnly, validation, head, runs, focusEditor = false },
  ref,
) {
  const editor = useRef<CodeEditorHandle>(null)
  const [selected, setSelected] = useState<string | null>(null)
  const [tab, setTab] = useState<TabId | null>(null)
  const { problems, graph, graphIsOld, inputs } = validation
  const steps = graph?.steps ?? NO_STEPS
  const ranges = useMemo(() => stepLines(text, steps), [text, steps])
  const chosen = ranges.find(({ id }) => id === selected) ?? null
  const broken = useMemo(
    () => new Set(problems.flatMap(({ severity, line }) => (severity === 'error' ? [stepAtLine(ranges, line)] : [])).filter((id) => id !== null)),
    [problems, ranges],
  )
  const complete = useCompletion(validation)
  const hasErrors = problems.some(({ severity }) => severity === 'error')

  // Who looked at the runs while all was well wants to see why it no longer is; who mended the last error stays there.
  const [hadErrors, setHadErrors] = useState(false)
  if (hasErrors !== hadErrors) {
    setHadErrors(hasErrors)
    setTab('problems')
  }
  const shown = tab ?? (runs === undefined ? 'problems' : 'runs')
  const go = (problem: Problem) => editor.current?.goTo(problem.line, problem.column)
  useImperativeHandle(ref, () => ({
    showFirstError: () => {
      const error = problems.find(({ severity }) => severity === 'error')
      if (error === undefined) return
      setTab('problems')
      go(error)
    },
  }))
  useEffect(() => {
    if (focusEditor) editor.current?.goTo(1, 1)
  }, [focusEditor])

  const tabs: Tab<TabId>[] = [
    ...(runs === undefined ? [] : [{ id: 'runs' as const, label: 'Recent runs', content: runs }]),
    {
      id: 'problems',
      label: 'Problems',
      count: problems.length === 0 ? undefined : problems.length,
      content: <ProblemsList problems={problems} onGo={go} onFix={readOnly ? null : (problem) => editor.current?.applyFix(problem)} />,
    },
    { id: 'inputs', label: 'Inputs', count: inputs.length === 0 ? undefined : inputs.length, content: <InputsList inputs={inputs} /> },
  ]
  return (
    <SplitPane
      name="pipeline.editor"
      label="Width of the editor"
      sized="first"
      initial={500}
      min={280}
      minOther={360}
      first={
        <section aria-label="File" className={styles.file}>
          {head}
          <CodeEditor
            ref={editor}
            label="Pipeline file"
            value={text}
            onChange={onChange}
            readOnly={readOnly}
            problems={problems}
            complete={complete}
            chosen={chosen}
            onCursorLine={(line) => setSelected(stepAtLine(ranges, line))}
          />
        </section>
      }
      second={
        <SplitPane
          name="pipeline.below"
          label="Height of the panel under the graph"
          direction="column"
          initial={236}
          min={96}
          minOther={140}
          first={
            <section aria-label="Graph" className={styles.graph}>
              {steps.length > 0 ? (
                <PipelineGraph label="Graph of the pipeline" steps={steps} selected={selected} onSelect={setSelected} broken={broken} />
              ) : validation.checking ? (
                <Loading label="Drawing the graph">{null}</Loading>
              ) : (
                <EmptyState title="No steps to draw yet">
                  <WithCode text="Add a step under `steps:` and it appears here." />
                </EmptyState>
              )}
              {graphIsOld && <p className={styles.old}>Drawn from before the last error</p>}
            </section>
          }
          second={<Tabs className={styles.tabs ?? ''} label="About this pipeline" tabs={tabs} value={shown} onChange={setTab} />}
        />
      }
    />
  )
})

const NO_STEPS: NonNullable<LiveValidation['graph']>['steps'] = []

const NO_QUEUES: readonly string[] = []

function useCompletion({ graph, inputs }: LiveValidation) {
  const { data } = useQuery(getStepKinds, 'all')
  const queues = useQuery(listQueueNames, 'all', { refreshOn: (hint) => hint.type === 'settings.changed' })
  if (data === undefined) return undefined
  const known = { schema: data.schema, kinds: data.kinds, queues: queues.data ?? NO_QUEUES, steps: graph?.steps ?? NO_STEPS, inputs }
  return (request: Parameters<typeof pipelineCompletions>[0]) => pipelineCompletions(request, known)
}
