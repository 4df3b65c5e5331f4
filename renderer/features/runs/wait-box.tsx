import { ShapedLamp } from '../../components/lamp'
import { WithCode } from '../../components/with-code'
import { formatClock } from '../../lib/format-time'
import type { StepView } from './run-view'
import { waitSentence } from './run-words'
import styles from './wait-box.module.css'
import { useStepWhy } from './why/run-why'

/** Why a step waits, unless the line over the page says that already; and that nobody need do anything, where that is so. */
export function WaitBox({ step, now }: { readonly step: Pick<StepView, 'id' | 'waiting' | 'error'>; readonly now: number }) {
  const { why, said } = useStepWhy(step)
  const { waiting, error } = step
  if (waiting === null) return null
  const sentence = said ? null : (why?.message ?? waitSentence(step, now))
  const goesOn = why?.reason === 'paused' ? null : GOES_ON[waiting.reason]?.(why === null || waiting.until === null ? '' : ` at ${formatClock(waiting.until)}`)
  if (sentence === null && error === null && goesOn == null) return null
  return (
    <div className={styles.box}>
      <ShapedLamp shape="waiting" />
      <div>
        {sentence !== null && <b className="num">{sentence}</b>}
        {error !== null && (
          <p>
            The attempt before failed: <WithCode text={error.message} />
          </p>
        )}
        {goesOn != null && <p className="num">{goesOn}</p>}
      </div>
    </div>
  )
}

/** Of what ends without anybody; the others say in their sentence what they wait for. `at` is empty where that tells the time. */
const GOES_ON: Readonly<Record<NonNullable<StepView['waiting']>['reason'], ((at: string) => string) | null>> = {
  slot: () => 'It goes on by itself as soon as a place is free.',
  retry: (at) => `It goes on by itself${at}.`,
  timer: (at) => `It goes on by itself${at}, also after a restart.`,
  approval: null,
  child: null,
}
