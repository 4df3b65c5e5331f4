import { ShapedLamp } from '../../components/lamp'
import { WithCode } from '../../components/with-code'
import type { StepView } from './run-view'
import { waitSentence } from './run-words'
import styles from './wait-box.module.css'

/** Why a step waits, and that nobody need do anything, or what they can do. */
export function WaitBox({ step, now }: { readonly step: Pick<StepView, 'waiting' | 'error'>; readonly now: number }) {
  if (step.waiting === null) return null
  return (
    <div className={styles.box}>
      <ShapedLamp shape="waiting" />
      <div>
        <b>{waitSentence(step, now)}</b>
        {step.error !== null && (
          <p>
            The attempt before failed: <WithCode text={step.error.message} />
          </p>
        )}
        <p>{GOES_ON[step.waiting.reason]}</p>
      </div>
    </div>
  )
}

const GOES_ON = {
  slot: 'It goes on by itself as soon as a place is free.',
  retry: 'It goes on by itself.',
  approval: 'It goes on when someone answers.',
  timer: 'It goes on by itself, also after a restart.',
  child: 'It goes on when that run has ended.',
} as const satisfies Record<NonNullable<StepView['waiting']>['reason'], string>
