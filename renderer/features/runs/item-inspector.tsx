import { Duration } from '../../components/duration'
import { Tabs } from '../../components/tabs'
import { useQuery } from '../../engine/use-query'
import { formatClockMs } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { AttemptsList } from './attempts-list'
import { ContentView } from './content-view'
import { Card, FactRow, Facts } from './facts'
import { FailureBox } from './failure-box'
import styles from './inspector.module.css'
import { itemStatus } from './item-statuses'
import { LiveReply } from './live-reply'
import { isReply, OutputView } from './output-view'
import { RunLink } from './run-link'
import { getItem, getStep } from './run-queries'
import type { RunStore } from './run-store'
import { isStepOver, type RunView, type StepView } from './run-view'
import { stepSentence } from './run-words'
import { BackToStep, InspectorTitle, type StepTab } from './step-inspector'
import { StepLogPane } from './step-log-pane'
import { StepQuestion } from './step-question'
import { Unread } from './unread'
import { UsageRow } from './usage-row'
import { useReply } from './use-reply'
import { WaitBox } from './wait-box'

interface ItemInspectorProps {
  readonly store: RunStore
  readonly view: RunView
  /** The mapped step. */
  readonly step: StepView
  readonly index: number
  readonly tab: StepTab
  readonly onTab: (tab: StepTab) => void
}

/** One item of a mapped step. */
export function ItemInspector({ store, view, step, index, tab, onTab }: ItemInspectorProps) {
  const { run } = view
  const heard = step.items === null ? null : itemStatus(step.items, index)
  const version = `${heard ?? ''}`
  const row = useQuery(getItem, { runId: run.id, stepId: step.stepId, index, version }, { keepPrevious: true })
  const found = row.data?.items[0]
  const item = found?.itemIndex === index ? found : undefined
  const read = useQuery(getStep, item === undefined ? null : { stepRunId: item.id, version: `${item.status} ${item.attempt}` }, { keepPrevious: true })
  const detail = read.data?.id === item?.id ? read.data : undefined
  const status = heard ?? item?.status ?? 'pending'
  const now = useNow(isStepOver(status) ? null : 500)
  const failed =
    row.error?.message ?? read.error?.message ?? (row.data !== undefined && item === undefined ? `${step.stepId} has no item ${index}.` : undefined)
  const reply = useReply(item === undefined ? null : { ...item, status })
  const asStep: StepView | undefined = detail === undefined ? undefined : { ...detail, items: null, onFailure: false, refused: 0, waitingSince: null }
  const whenRead = (show: (known: StepView) => React.ReactNode) => (asStep === undefined ? <Unread failed={failed} /> : show(asStep))
  return (
    <>
      <InspectorTitle step={{ stepId: step.stepId, status }} subtitle={step.kind}>
        <BackToStep stepId={step.stepId} onBack={() => store.select({ stepId: step.stepId, item: null })} /> item {index}
      </InspectorTitle>
      <Tabs
        label={`About item ${index} of ${step.stepId}`}
        className={styles.tabs ?? ''}
        value={tab}
        onChange={onTab}
        tabs={[
          {
            id: 'summary',
            label: 'Summary',
            content: whenRead((known) => (
              <div className={styles.scroll}>
                <Facts>
                  <FactRow name="State">{stepSentence(known, [], now)}</FactRow>
                  {known.startedAt !== null && (
                    <FactRow name="Took">
                      <Duration from={known.startedAt} to={known.finishedAt} />
                    </FactRow>
                  )}
                  {known.startedAt !== null && <FactRow name="Began">{formatClockMs(known.startedAt)}</FactRow>}
                  {detail?.child != null && (
                    <FactRow name="Runs">
                      <RunLink externalId={detail.child.externalId} />, {detail.child.pipelineName}
                    </FactRow>
                  )}
                  {known.usage !== null && <UsageRow usage={known.usage} />}
                </Facts>
                {known.error !== null && known.status === 'failed' && <FailureBox title={`Item ${index} failed`} error={known.error} />}
                {status === 'running' && reply.text !== '' && (
                  <Card title="Reply">
                    <LiveReply heard={reply} coming label={`The reply of item ${index}`} />
                  </Card>
                )}
                {known.status === 'waiting' && <WaitBox step={known} now={now} />}
                {known.waiting?.reason === 'approval' && <StepQuestion stepRunId={known.id} />}
              </div>
            )),
          },
          {
            id: 'input',
            label: 'Input',
            content:
              detail === undefined ? (
                <Unread failed={failed} />
              ) : (
                <ContentView content={detail.input} label={`the input of item ${index}`} nothing="It took no input." />
              ),
          },
          {
            id: 'output',
            label: isReply({ kind: step.kind, usage: detail?.usage ?? null }, reply) ? 'Reply' : 'Output',
            content: <OutputView step={{ status, attempt: item?.attempt ?? 0 }} name={`item ${index}`} heard={reply} output={detail?.output} failed={failed} />,
          },
          {
            id: 'attempts',
            label: 'Attempts',
            count: detail !== undefined && detail.attempts.length > 1 ? detail.attempts.length : undefined,
            content: whenRead((known) => <AttemptsList attempts={known.attempts} refused={0} now={now} />),
          },
          {
            id: 'log',
            label: 'Log',
            content: item !== undefined && <StepLogPane store={store} run={run} owner={{ stepId: step.stepId, stepRunId: item.id }} items={false} />,
          },
        ]}
      />
    </>
  )
}
