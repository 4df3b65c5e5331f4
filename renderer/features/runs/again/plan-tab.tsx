import { useMemo } from 'react'
import type { CallFailure } from '../../../engine/call-failure'
import type { RerunPlan, StepFigures } from '../../../../engine/contract/rerun'
import { fateWords, figureWords, type FigureFormats, unknownWords, versionWords } from '../../../../engine/contract/rerun-words'
import type { RunDetail } from '../../../../engine/contract/run'
import { Button } from '../../../components/button'
import { ErrorState } from '../../../components/error-state'
import { PipelineGraph } from '../../../components/pipeline-graph/pipeline-graph'
import { MarkSign } from '../../../components/pipeline-graph/mark-sign'
import { Loading, Skeleton } from '../../../components/skeleton'
import { formatDuration } from '../../../lib/format-duration'
import { formatTokens, formatUsd } from '../../../lib/format-usage'
import { usageWords } from '../usage'
import { markedGraph } from './plan-graph'
import styles from './rerun-dialog.module.css'

interface PlanTabProps {
  readonly run: Omit<RunDetail, 'steps'>
  readonly plan: RerunPlan | undefined
  readonly error: CallFailure | undefined
  /** The plan is not about the newest letters yet. */
  readonly settling: boolean
  readonly onChoose: (stepId: string) => void
  readonly onEdit: () => void
}

/** The graph with what becomes of each step, the same as a list with reasons, and what it saves and costs. */
export function PlanTab({ run, plan, error, settling, onChoose, onEdit }: PlanTabProps) {
  const drawn = useMemo(() => (plan === undefined ? null : markedGraph(plan, run.graph)), [plan, run.graph])
  if (error !== undefined)
    return (
      <ErrorState
        look="inline"
        title="This cannot run"
        error={error}
        action={
          error.code === 'pipeline_invalid' ? (
            <Button size="small" onClick={onEdit}>
              Show the definition
            </Button>
          ) : undefined
        }
      />
    )
  if (plan === undefined || drawn === null)
    return (
      <Loading label="Looking at what can be reused" className={styles.loading ?? ''}>
        <Skeleton height={180} />
        <Skeleton width="60%" />
        <Skeleton width="70%" />
        <Skeleton width="50%" />
      </Loading>
    )
  const version = versionWords(plan)
  return (
    <div className={styles.plan} aria-busy={settling}>
      {version !== null && <p className={styles.hint}>{version}</p>}
      <div className={styles.graph}>
        <PipelineGraph label="What becomes of each step" steps={drawn.steps} marks={drawn.marks} selected={null} onSelect={(stepId) => stepId !== null && plan.graph.steps.some(({ id }) => id === stepId) && onChoose(stepId)} />
      </div>
      <dl className={styles.figures}>
        <Figure name="Saves" figures={plan.saves} />
        <Figure name="Costs" figures={plan.costs} note={`as in ${run.externalId}`} />
      </dl>
      <table className={styles.list}>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Now</th>
            <th scope="col">Why</th>
            <th scope="col" className={styles.end}>
              Took then
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.steps.map((step) => (
            <tr key={step.stepId}>
              <th scope="row">{step.stepId}</th>
              <td>
                <MarkSign mark={step.fate} /> {step.fate}
              </td>
              <td>{fateWords(step)}</td>
              <td className={styles.end}>
                {step.ms === null ? (step.fate === 'reused' && step.status === 'skipped' ? '' : 'not known') : formatDuration(step.ms)}
                {step.usage !== null && <small> {usageWords(step.usage)}</small>}
              </td>
            </tr>
          ))}
          {plan.dropped.map(({ stepId }) => (
            <tr key={`dropped ${stepId}`}>
              <th scope="row">{stepId}</th>
              <td>
                <MarkSign mark="dropped" /> dropped
              </td>
              <td colSpan={2}>no longer in the definition</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const FORMATS: FigureFormats = { duration: formatDuration, tokens: formatTokens, usd: formatUsd }

function Figure({ name, figures, note }: { readonly name: string; readonly figures: StepFigures; readonly note?: string }) {
  const unknown = unknownWords(figures)
  return (
    <div>
      <dt>
        {name}
        {note !== undefined && <small> {note}</small>}
      </dt>
      <dd className="num">
        {figureWords(figures, FORMATS)}
        {unknown !== null && <small> {unknown}</small>}
      </dd>
    </div>
  )
}
