import { useState } from 'react'
import { Link } from 'wouter'
import type { Json } from '../../../engine/contract/json'
import { ApprovalPanel, type GivenAnswer } from '../../components/approval/approval-panel'
import { useAttached } from '../../engine/engine-provider'
import { useCommand } from '../../engine/use-command'
import { useQuery } from '../../engine/use-query'
import { Card, Nothing } from './facts'
import { getQuestion } from './run-queries'
import styles from './step-question.module.css'

/** What a step that waits for a person asks, to be answered in its place. */
export function StepQuestion({ stepRunId }: { readonly stepRunId: string }) {
  const { data, error, refresh } = useQuery(getQuestion, stepRunId, { refreshOn: (hint) => hint.type === 'approvals.changed' })
  const [asked, ask] = useState<'approve' | 'reject' | null>(null)
  const attached = useAttached()
  const command = useCommand((client, { approvalId, answer }: { readonly approvalId: string; readonly answer: GivenAnswer }, signal) =>
    client.approvals.answer({ approvalId, ...answer }, { signal }),
  )
  if (data === undefined || data === null) return error === undefined ? null : <Nothing>Couldn't read the question: {error.message}</Nothing>
  const approvalId = data.id
  const check = async (value: Json) => (attached === null ? [] : (await attached.client.approvals.check({ approvalId, value }, { signal: attached.signal })).findings)
  const send = async (answer: GivenAnswer) => {
    const { ok } = await command.run({ approvalId, answer })
    refresh()
    return ok
  }
  return (
    <Card
      title="Question"
      aside={
        <Link href={`/approvals/${approvalId}`} className={styles.link ?? ''}>
          In the inbox
        </Link>
      }
    >
      <div className={styles.question}>
        <ApprovalPanel
          key={approvalId}
          approval={data}
          check={check}
          answering={{ send, busy: command.busy, off: command.off, failure: command.failure, forget: command.reset }}
          asked={asked}
          onAsk={ask}
          heading={4}
        />
      </div>
    </Card>
  )
}
