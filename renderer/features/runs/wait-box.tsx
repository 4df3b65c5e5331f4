import { ShapedLamp } from '../../components/lamp'
import { WithCode } from '../../components/with-code'
import type { StepView } from './run-view'
import { waitSentence } from './run-words'
import styles from './wait-box.module.css'
import { goesOnWords } from './why/goes-on'
import { useStepWhy } from './why/run-why'
import { whySentence } from './why/why-sentence'

/** Why a step waits, unless the line over the page says that already; and that nobody need do anything, where that is so. */
export function WaitBox({ step, now }: { readonly step: Pick<StepView, 'id' | 'waiting' | 'error'>; readonly now: number }) {
  const { why, said } = useStepWhy(step)
  const { waiting, error } = step
  if (waiting === null) return null
  const sentence = said ? null : why === null ? waitSentence(step, now) : whySentence(why, now)
  const goesOn = goesOnWords(waiting, why)
  if (sentence === null && error === null && goesOn === null) return null
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
        {goesOn !== null && <p className="num">{goesOn}</p>}
      </div>
    </div>
  )
}
