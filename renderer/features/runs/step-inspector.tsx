import { ChevronLeft, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy-button'
import { Duration } from '../../components/duration'
import { Lamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { Tabs } from '../../components/tabs'
import type { ChildRun, StepRunDetail } from '../../../engine/contract/step'
import { useQuery } from '../../engine/use-query'
import { formatClockMs } from '../../lib/format-time'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { AttemptsList } from './attempts-list'
import { ContentView } from './content-view'
import { Card, FactRow, Facts, Nothing } from './facts'
import { FailureBox } from './failure-box'
import styles from './inspector.module.css'
import { ItemGrid } from './item-grid'
import { ItemList } from './item-list'
import { LiveReply } from './live-reply'
import type { HeardText } from './live-text'
import { isReply, OutputView } from './output-view'
import { RunLink } from './run-link'
import { getStep } from './run-queries'
import type { RunStore } from './run-store'
import { isStepOver, type RunView, type StepView } from './run-view'
import { itemsWords, stepSentence, unmetNeeds } from './run-words'
import { StepLogPane } from './step-log-pane'
import { StepQuestion } from './step-question'
import { stepDuration } from './timeline'
import { Unread } from './unread'
import { UsageRow } from './usage-row'
import { useItemStatuses } from './use-item-statuses'
import { useReply } from './use-reply'
import { usually, usualOf, usualWords } from './usual'
import { WaitBox } from './wait-box'

export type StepTab = 'summary' | 'input' | 'output' | 'attempts' | 'log'

interface StepInspectorProps {
  readonly store: RunStore
  readonly view: RunView
  readonly step: StepView
  readonly tab: StepTab
  readonly onTab: (tab: StepTab) => void
  /** The view is of the past: what came later is not told. */
  readonly past: boolean
  /** Asks for a rerun from this step; null while the run goes on. */
  readonly onRerun: ((stepId: string) => void) | null
  readonly onItem: (index: number) => void
}

/** Everything about one step of the run. */
export function StepInspector({ store, view, step, tab, onTab, past, onRerun, onItem }: StepInspectorProps) {
  const { run } = view
  const now = useNow(isStepOver(step.status) ? null : 500)
  const read = useQuery(getStep, { stepRunId: step.id, version: `${step.status} ${step.attempt}` }, { keepPrevious: true })
  const detail = read.data?.id === step.id ? read.data : undefined
  const items =
    step.map === null ? null : <ItemList runId={run.id} stepId={step.stepId} map={step.map} revision={step.items?.revision ?? 0} onChoose={onItem} tall />
  const heard = useReply(past || step.map !== null ? null : step)
  return (
    <>
      <InspectorTitle step={step} subtitle={step.kind} />
      <Tabs
        label={`About ${step.stepId}`}
        className={styles.tabs ?? ''}
        value={tab}
        onChange={onTab}
        tabs={[
          {
            id: 'summary',
            label: 'Summary',
            content: <Summary store={store} view={view} step={step} now={now} heard={heard} idempotencyKey={detail?.idempotencyKey} child={detail?.child} made={detail?.reusedFromRun} past={past} onRerun={onRerun} onItem={onItem} />,
          },
          {
            id: 'input',
            label: 'Input',
            content:
              step.status === 'pending' ? (
                <Nothing>Its input is made when it begins.</Nothing>
              ) : detail === undefined ? (
                <Unread failed={read.error?.message} />
              ) : (
                <ContentView content={detail.input} label={`the input of ${step.stepId}`} nothing="It took no input." />
              ),
          },
          {
            id: 'output',
            label: isReply(step, heard) ? 'Reply' : 'Output',
            content: items ?? <OutputView step={step} name={step.stepId} heard={heard} output={detail?.output} failed={read.error?.message} />,
          },
          {
            id: 'attempts',
            label: 'Attempts',
            count: step.attempts.length > 1 ? step.attempts.length : undefined,
            content: (
              <AttemptsList
                attempts={step.attempts}
                refused={step.refused}
                now={now}
                note={step.map === null ? undefined : 'These made the list. Each item has attempts of its own.'}
              />
            ),
          },
          {
            id: 'log',
            label: 'Log',
            content: <StepLogPane store={store} run={run} owner={{ stepId: step.stepId, stepRunId: null }} items={step.map !== null} />,
          },
        ]}
      />
    </>
  )
}

export function InspectorTitle({
  step,
  subtitle,
  children,
}: {
  readonly step: Pick<StepView, 'stepId' | 'status'>
  readonly subtitle: string
  readonly children?: React.ReactNode
}) {
  return (
    <header className={styles.title}>
      <Lamp status={step.status} size={14} />
      <h2>{children ?? step.stepId}</h2>
      <span>{subtitle}</span>
    </header>
  )
}

interface SummaryProps {
  readonly store: RunStore
  readonly view: RunView
  readonly step: StepView
  readonly now: number
  readonly heard: HeardText
  readonly idempotencyKey: string | undefined
  /** The run that it has started. */
  readonly child: ChildRun | null | undefined
  /** The run that made its output, when it was taken over. */
  readonly made: StepRunDetail['reusedFromRun'] | undefined
  readonly past: boolean
  readonly onRerun: ((stepId: string) => void) | null
  readonly onItem: (index: number) => void
}

function Summary({ store, view, step, now, heard, idempotencyKey, child, made, past, onRerun, onItem }: SummaryProps) {
  const { run } = view
  const graphStep = run.graph.steps.find(({ id }) => id === step.stepId)
  const needs = graphStep?.needs ?? []
  const usual = usualOf(run, step.stepId)
  return (
    <div className={styles.scroll}>
      <Facts>
        <FactRow name="State">{stepSentence(step, unmetNeeds(view, step.stepId), now)}</FactRow>
        {step.startedAt !== null && (
          <FactRow name="Took">
            <Duration from={step.startedAt} to={step.finishedAt} />
            {usually(stepDuration(step, now), usual)}
          </FactRow>
        )}
        {step.startedAt !== null && (
          <FactRow name="Began">
            {formatClockMs(step.startedAt)}, <RelativeTime at={step.startedAt} />
          </FactRow>
        )}
        {step.startedAt === null && usual !== null && <FactRow name="Usually">{usualWords(usual)}</FactRow>}
        {step.usage !== null && <UsageRow usage={step.usage} />}
        {step.reusedFrom !== null && (
          <FactRow name="Output">
            taken over from {made == null ? (made === undefined ? '…' : 'a run that is gone') : <RunLink externalId={made.externalId} />}
          </FactRow>
        )}
        {child != null && (
          <FactRow name="Runs">
            <RunLink externalId={child.externalId} />, {child.pipelineName}
          </FactRow>
        )}
        {needs.length > 0 && <FactRow name="Needs">{needs.map(({ step: need }) => need).join(', ')}</FactRow>}
        {graphStep !== undefined && <FactRow name="Queue">{graphStep.queue}</FactRow>}
        {step.attempts.length > 1 && step.map === null && <FactRow name="Attempts">{step.attempts.length}</FactRow>}
        {idempotencyKey !== undefined && (
          <FactRow name="Idempotency">
            <span className={styles.key}>
              <code title={idempotencyKey}>{idempotencyKey}</code>
              <CopyButton look="icon" label="Copy the idempotency key" text={idempotencyKey} />
            </span>
          </FactRow>
        )}
      </Facts>
      {step.error !== null && step.status === 'failed' && <FailureBox title={`${step.stepId} failed`} error={step.error} />}
      {step.status === 'waiting' && <WaitBox step={step} now={now} />}
      {!past && step.waiting?.reason === 'approval' && <StepQuestion stepRunId={step.id} />}
      {step.status === 'running' && heard.text !== '' && (
        <Card title="Reply">
          <LiveReply heard={heard} coming={heard.attempt === step.attempt} label={`The reply of ${step.stepId}`} />
        </Card>
      )}
      {step.map !== null && <Items store={store} runId={run.id} step={step} map={step.map} onItem={onItem} />}
      {onRerun !== null && (
        <div className={styles.more}>
          <Button size="small" icon={<RotateCcw />} onClick={() => onRerun(step.stepId)}>
            Rerun from here
          </Button>
        </div>
      )}
    </div>
  )
}

function Items({
  store,
  runId,
  step,
  map,
  onItem,
}: {
  readonly store: RunStore
  readonly runId: string
  readonly step: StepView
  readonly map: NonNullable<StepView['map']>
  readonly onItem: (index: number) => void
}) {
  const failed = useItemStatuses(store, runId, step.stepId, map.total)
  const [listed, setListed] = useState(false)
  return (
    <>
      <Card
        title="Items"
        aside={`${formatCount(map.done)} of ${formatCount(map.total)}, ${map.failed === 0 ? 'none failed' : `${formatCount(map.failed)} failed`}`}
      >
        {step.items !== null && map.total > 0 ? (
          <ItemGrid items={step.items} map={map} chosen={null} onChoose={onItem} />
        ) : (
          <Nothing>{itemsWords(map)}</Nothing>
        )}
        {failed !== null && <Nothing>Couldn't read all of them: {failed}</Nothing>}
      </Card>
      {listed ? (
        <ItemList runId={runId} stepId={step.stepId} map={map} revision={step.items?.revision ?? 0} onChoose={onItem} />
      ) : (
        <div className={styles.more}>
          <Button size="small" onClick={() => setListed(true)}>
            List the items
          </Button>
        </div>
      )}
    </>
  )
}

/** Back from an item to its step. */
export const BackToStep = ({ stepId, onBack }: { readonly stepId: string; readonly onBack: () => void }) => (
  <button type="button" className={styles.back} onClick={onBack}>
    <ChevronLeft aria-hidden />
    {stepId}
  </button>
)
