import { useMemo } from 'react'
import type { StepRun } from '../../../engine/contract/step'
import { useQuery } from '../../engine/use-query'
import { type HeardText, NO_TEXT } from './live-text'
import { replyInLog } from './logged-reply'
import { getStepLog } from './run-queries'
import { useLiveText } from './use-live-text'

/** What a step, or an item, gives out: as it comes; of a model that broke off before anyone looked, as far as the log has it. Null follows nothing. */
export function useReply(step: Pick<StepRun, 'id' | 'runId' | 'kind' | 'status' | 'attempt'> | null): HeardText {
  const heard = useLiveText(step === null ? null : { stepRunId: step.id, attempt: step.attempt, running: step.status === 'running' })
  const unheard =
    step !== null && heard.text === '' && step.kind === 'llm' && (step.status === 'failed' || step.status === 'cancelled' || step.status === 'waiting')
  const { data } = useQuery(getStepLog, unheard ? { runId: step.runId, stepRunId: step.id, version: `${step.status} ${step.attempt}` } : null)
  const logged = useMemo(() => (data === undefined ? NO_TEXT : replyInLog(data.lines)), [data])
  return unheard ? logged : heard
}
