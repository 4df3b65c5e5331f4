import { useState } from 'react'
import { Lamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { Tabs } from '../../components/tabs'
import { CopyButton } from '../../components/copy-button'
import { formatExact } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { FamilyList } from './again/family-list'
import { ContentView } from './content-view'
import { FactRow, Facts } from './facts'
import { FailureBox } from './failure-box'
import { FilesList } from './files-list'
import styles from './inspector.module.css'
import { isRunOver, lampOf, type RunView } from './run-view'
import { runFact, STARTED, stepsFact } from './run-words'
import { Button } from '../../components/button'
import { UsageRow } from './usage-row'
import { usualWords } from './usual'

type RunTab = 'summary' | 'input' | 'output' | 'files'

/** Everything about the run as a whole: shown while no step is selected. */
export function RunInspector({ view, onStep }: { readonly view: RunView; readonly onStep: (stepId: string) => void }) {
  const { run } = view
  const [tab, setTab] = useState<RunTab>('summary')
  return (
    <>
      <header className={styles.title}>
        <Lamp status={lampOf(run)} size={14} />
        <h2>This run</h2>
        <span>{run.externalId}</span>
      </header>
      <Tabs
        label="About this run"
        className={styles.tabs ?? ''}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'summary', label: 'Summary', content: <Summary view={view} onStep={onStep} /> },
          {
            id: 'input',
            label: 'Input',
            content: (
              <ContentView
                content={Object.keys(run.input).length === 0 ? { kind: 'none' } : { kind: 'json', value: run.input }}
                label="the input of the run"
                nothing="It was started without input."
              />
            ),
          },
          {
            id: 'output',
            label: 'Output',
            content: (
              <ContentView
                content={run.output}
                label="the output of the run"
                nothing={
                  isRunOver(run.status)
                    ? 'It gave no output. What a pipeline gives out is named under outputs in its file.'
                    : 'Its output is made when it ends.'
                }
              />
            ),
          },
          { id: 'files', label: 'Files', content: <FilesList run={run} steps={view.steps} /> },
        ]}
      />
    </>
  )
}

function Summary({ view, onStep }: { readonly view: RunView; readonly onStep: (stepId: string) => void }) {
  const { run } = view
  const now = useNow(isRunOver(run.status) ? null : 200)
  const state = runFact(view, now)
  const steps = stepsFact(view)
  const failed = [...view.steps.values()].find(({ status }) => status === 'failed')
  return (
    <div className={styles.scroll}>
      <Facts>
        <FactRow name="State">{`${state.before}${state.value}${state.after}`}</FactRow>
        <FactRow name="Steps">{`${steps.before}${steps.value}${steps.after}`}</FactRow>
        <FactRow name="Started">
          {STARTED[run.startedBy]}, <RelativeTime at={run.createdAt} />
        </FactRow>
        {run.finishedAt !== null && <FactRow name="Ended">{formatExact(run.finishedAt)}</FactRow>}
        {run.usualMs !== null && <FactRow name="Usually">{usualWords(run.usualMs)}</FactRow>}
        {run.usage !== null && <UsageRow usage={run.usage} />}
        {run.priority !== 0 && <FactRow name="Priority">{run.priority}</FactRow>}
        <FactRow name="Id">
          <span className={styles.key}>
            <code title={run.id}>{run.id}</code>
            <CopyButton look="icon" label="Copy the run's id" text={run.id} />
          </span>
        </FactRow>
      </Facts>
      <FamilyList run={run} />
      {run.error !== null && (
        <FailureBox
          title={run.status === 'failed' ? 'Why it failed' : 'A step failed'}
          error={run.error}
          action={
            failed === undefined ? undefined : (
              <Button size="small" onClick={() => onStep(failed.stepId)}>
                Show {failed.stepId}
              </Button>
            )
          }
        />
      )}
    </div>
  )
}
