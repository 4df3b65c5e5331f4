import { useState } from 'react'
import { Link } from 'wouter'
import type { Json } from '../../../engine/contract/json'
import { ApprovalPanel, type GivenAnswer } from '../../components/approval/approval-panel'
import { ANSWER_LOOK, askingStep } from '../../components/approval/approval-words'
import { NotRead } from '../../components/not-read'
import { toast } from '../../components/toast'
import { useAttached } from '../../engine/engine-provider'
import { useCommand } from '../../engine/use-command'
import { useQuery } from '../../engine/use-query'
import { useShortcut } from '../../lib/shortcuts'
import styles from './approvals-page.module.css'
import { getApproval, onApprovals } from './queries'

/** The chosen question, with its evidence beside it; `a` and `x` answer it, after a confirmation. */
export function QuestionPane({ approvalId, onAnswered }: { readonly approvalId: string; readonly onAnswered: () => void }) {
  const { data, error, refresh } = useQuery(getApproval, approvalId, { refreshOn: onApprovals })
  const [asked, ask] = useState<'approve' | 'reject' | null>(null)
  const attached = useAttached()
  const command = useCommand((client, answer: GivenAnswer, signal) => client.approvals.answer({ approvalId, ...answer }, { signal }))
  const open = data?.status === 'open'
  useShortcut('a', 'Approve the question', () => ask('approve'), { enabled: open })
  useShortcut('x', 'Reject the question', () => ask('reject'), { enabled: open })
  const check = async (value: Json) => (attached === null ? [] : (await attached.client.approvals.check({ approvalId, value }, { signal: attached.signal })).findings)
  const send = async (answer: GivenAnswer) => {
    const result = await command.run(answer)
    refresh()
    if (!result.ok) return false
    toast.success(`${ANSWER_LOOK[result.value.status].word}: ${askingStep(result.value)} of ${result.value.externalId}`)
    onAnswered()
    return true
  }
  if (data === undefined) {
    return <NotRead what="the question" error={error} meaning="Its run goes on, or waits as before." onAgain={refresh} rows={4} />
  }
  return (
    <section className={styles.pane} aria-label="The question">
      <ApprovalPanel
        key={data.id}
        approval={data}
        check={check}
        answering={{ send, busy: command.busy, off: command.off, failure: command.failure, forget: command.reset }}
        asked={asked}
        onAsk={ask}
        from={
          <>
            {askingStep(data)} of{' '}
            <Link href={`/runs/${data.externalId}`} className={styles.link ?? ''}>
              {data.externalId}
            </Link>
            , {data.pipelineName}
          </>
        }
      />
    </section>
  )
}
