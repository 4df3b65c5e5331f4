import { forwardRef } from 'react'
import { cx } from '../../lib/class-names'
import { Duration } from '../duration'
import { Lamp } from '../lamp'
import { STATUS_LOOK } from '../statuses'
import { KindIcon } from './kind-icon'
import { MarkSign } from './mark-sign'
import styles from './step-card.module.css'
import type { StepMark } from './step-mark'
import type { DrawnStep, StepState } from './step-state'

interface StepCardProps {
  readonly step: DrawnStep
  readonly state: StepState | undefined
  readonly selected: boolean
  readonly broken: boolean
  /** What a plan does with it, and why in a few words; instead of a state. */
  readonly mark?: { readonly mark: StepMark; readonly note: string } | undefined
  /** The one card that Tab reaches; arrows reach the others. */
  readonly tabStop: boolean
  /** 132 px wide; the duration stands in the second line. */
  readonly narrow: boolean
  readonly onPress: () => void
  readonly onKeyDown: (event: React.KeyboardEvent<HTMLButtonElement>) => void
}

/** A step as a 180 × 44 card: lamp, name, kind, duration; mapped ones as a stack with a counter and progress. */
export const StepCard = forwardRef<HTMLButtonElement, StepCardProps>(function StepCard({ step, state, selected, broken, mark, tabStop, narrow, onPress, onKeyDown, ...menu }, ref) {
  const idle = state !== undefined && (state.status === 'pending' || state.status === 'skipped' || state.status === 'cancelled')
  return (
    <button
      {...menu}
      ref={ref}
      type="button"
      id={cardId(step.id)}
      data-step={step.id}
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={selected}
      className={cx(
        'nopan',
        styles.card,
        narrow && styles.narrow,
        step.mapped && styles.stack,
        selected && styles.selected,
        idle && styles.idle,
        broken && styles.broken,
        mark !== undefined && styles[mark.mark],
      )}
      data-shape={state === undefined ? undefined : STATUS_LOOK[state.status].shape}
      onClick={onPress}
      onKeyDown={onKeyDown}
    >
      <span className={styles.sign}>{mark !== undefined ? <MarkSign mark={mark.mark} size={16} /> : state === undefined ? <KindIcon kind={step.uses} /> : <Lamp status={state.status} />}</span>
      <span className={styles.name} title={step.name}>
        <span className="visually-hidden">Step </span>
        {step.name}
        <span className="visually-hidden">
          {state !== undefined && STATUS_LOOK[state.status].word.toLowerCase()}
          {broken && ' has problems'}
        </span>
      </span>
      <span className={styles.kind}>{mark?.note ?? state?.note ?? kindLine(step, state)}</span>
      {state !== undefined && state.startedAt !== null && (
        <span className={styles.time}>
          <Duration from={state.startedAt} to={state.finishedAt} />
        </span>
      )}
      {state?.map != null && state.map.total > 0 && state.finishedAt === null && <Progress {...state.map} />}
    </button>
  )
})

/** Ids of cards on the page: steps' ids are letters, digits and underscores. */
export const cardId = (stepId: string): string => `step-card-${stepId}`

function kindLine(step: DrawnStep, state: StepState | undefined): string {
  if (!step.mapped) return step.conditional ? `${step.uses}, if` : step.uses
  const map = state?.map
  if (map == null) return `${step.uses}, map`
  return map.done === map.total ? `${step.uses}, map of ${map.total}` : `${step.uses}, map ${map.done} of ${map.total}`
}

const Progress = ({ done, failed, total }: NonNullable<StepState['map']>) => (
  <span className={styles.progress} aria-hidden>
    <span className={styles.done} style={{ width: `${((done - failed) / total) * 100}%` }} />
    <span className={styles.failed} style={{ width: `${(failed / total) * 100}%` }} />
  </span>
)
