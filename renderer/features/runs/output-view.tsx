import type { Content } from '../../../engine/contract/content'
import type { StepRunWithAttempts, StepStatus } from '../../../engine/contract/step'
import { ContentView } from './content-view'
import { Nothing } from './facts'
import styles from './inspector.module.css'
import { LiveReply } from './live-reply'
import type { HeardText } from './live-text'
import { replyIn } from './reply'
import { ReplyView } from './reply-view'
import { isStepOver } from './run-view'
import { Unread } from './unread'

interface OutputViewProps {
  readonly step: { readonly status: StepStatus; readonly attempt: number }
  /** "summarise", "item 12". */
  readonly name: string
  readonly heard: HeardText
  /** Undefined: not read yet. */
  readonly output: Content | undefined
  /** Why it could not be read. */
  readonly failed: string | undefined
}

/** What a step gives: its text while it comes, then its output; of one that did not end well, as far as it came. */
export function OutputView({ step: { status, attempt }, name, heard, output, failed }: OutputViewProps) {
  if (heard.text !== '' && status !== 'succeeded') {
    const coming = status === 'running' && heard.attempt === attempt
    return (
      <div className={styles.partial}>
        <LiveReply heard={heard} coming={coming} label={`The reply of ${name}`} tall />
        {!coming && <Nothing>Attempt {heard.attempt} ended before its reply did. The log keeps these lines.</Nothing>}
      </div>
    )
  }
  if (!isStepOver(status)) return <Nothing>No output yet.</Nothing>
  if (output === undefined) return <Unread failed={failed} />
  const reply = replyIn(output)
  if (reply !== null && output.kind === 'json') return <ReplyView reply={reply} output={output.value} name={name} />
  return <ContentView content={output} label={`the output of ${name}`} nothing="It gave no output." />
}

/** Whether what a step gives is the answer of a model. */
export const isReply = ({ kind, usage }: Pick<StepRunWithAttempts, 'kind' | 'usage'>, heard: HeardText): boolean =>
  kind === 'llm' || usage !== null || heard.text !== ''
