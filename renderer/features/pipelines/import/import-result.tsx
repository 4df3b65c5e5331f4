import { useEffect, useMemo, useRef, useState } from 'react'
import type { ImportNote, ImportPreview } from '../../../../engine/contract/import'
import type { Problem } from '../../../../engine/contract/pipeline'
import { CodeEditor, type CodeEditorHandle } from '../../../components/code-editor/code-editor'
import { EmptyState } from '../../../components/empty-state'
import { PipelineGraph } from '../../../components/pipeline-graph/pipeline-graph'
import { SplitPane } from '../../../components/split-pane'
import { Tabs } from '../../../components/tabs'
import { InputsList } from '../inputs-list'
import { ProblemsList } from '../problems-list'
import { stepAtLine, stepLines } from '../step-lines'
import { ReportList } from './report-list'
import styles from './import-page.module.css'

interface ImportResultProps {
  readonly preview: ImportPreview
  readonly onNote: (note: ImportNote) => void
}

const NO_STEPS: NonNullable<ImportPreview['validation']['graph']>['steps'] = []

/** What the source becomes: graph and file above, the report and the problems below. */
export function ImportResult({ preview: { text, report, validation }, onNote }: ImportResultProps) {
  const [above, setAbove] = useState<'graph' | 'file'>('graph')
  const [below, setBelow] = useState<'report' | 'problems' | 'inputs'>('report')
  const [selected, setSelected] = useState<string | null>(null)
  const { problems, inputs } = validation
  const steps = validation.graph?.steps ?? NO_STEPS
  const ranges = useMemo(() => stepLines(text, steps), [text, steps])
  const broken = useMemo(
    () => new Set(problems.flatMap(({ severity, line }) => (severity === 'error' ? (stepAtLine(ranges, line) ?? []) : []))),
    [problems, ranges],
  )
  const editor = useRef<CodeEditorHandle>(null)
  const [wanted, setWanted] = useState<Problem | null>(null)
  // The file's editor comes only with its tab.
  useEffect(() => {
    if (above !== 'file' || wanted === null) return
    editor.current?.goTo(wanted.line, wanted.column)
    setWanted(null)
  }, [above, wanted])
  const goToProblem = (problem: Problem) => {
    setAbove('file')
    setWanted(problem)
  }
  return (
    <SplitPane
      name="import.below"
      label="Height of the report"
      direction="column"
      initial={280}
      min={96}
      minOther={160}
      first={
        <Tabs
          className={styles.tabs ?? ''}
          label="What it becomes"
          value={above}
          onChange={setAbove}
          tabs={[
            {
              id: 'graph',
              label: 'Graph',
              content: (
                <section aria-label="Graph" className={styles.graph}>
                  {steps.length > 0 ? (
                    <PipelineGraph label="Graph of the imported pipeline" steps={steps} selected={selected} onSelect={setSelected} broken={broken} />
                  ) : (
                    <EmptyState title="No steps to draw">The source has nothing that could become a step.</EmptyState>
                  )}
                </section>
              ),
            },
            {
              id: 'file',
              label: 'Pipeline file',
              content: (
                <div className={styles.file}>
                  <CodeEditor
                    ref={editor}
                    label="Imported pipeline file"
                    value={text}
                    onChange={ignore}
                    readOnly
                    problems={problems}
                    chosen={ranges.find(({ id }) => id === selected) ?? null}
                    onCursorLine={(line) => setSelected(stepAtLine(ranges, line))}
                  />
                </div>
              ),
            },
          ]}
        />
      }
      second={
        <Tabs
          className={styles.tabs ?? ''}
          label="About the import"
          value={below}
          onChange={setBelow}
          tabs={[
            { id: 'report', label: 'Report', count: report.length === 0 ? undefined : report.length, content: <ReportList report={report} onGo={onNote} /> },
            {
              id: 'problems',
              label: 'Problems',
              count: problems.length === 0 ? undefined : problems.length,
              content: <ProblemsList problems={problems} onGo={goToProblem} onFix={null} />,
            },
            { id: 'inputs', label: 'Inputs', count: inputs.length === 0 ? undefined : inputs.length, content: <InputsList inputs={inputs} /> },
          ]}
        />
      }
    />
  )
}

/** Read only. */
const ignore = (): void => undefined
