import { CopyButton } from '../../components/copy-button'
import { JsonView } from '../../components/json-view'
import styles from './reply-view.module.css'
import type { Reply } from './reply'

/** A model's answer: the value that was asked for, else its words, as text and nothing else. All of the output is folded below. */
export const ReplyView = ({ reply, output, name }: { readonly reply: Reply; readonly output: unknown; readonly name: string }) => (
  <div className={styles.reply}>
    <div className={styles.head}>
      <span>
        {reply.model}
        {reply.finish === 'length' && ', stopped at the longest reply allowed'}
      </span>
      <CopyButton look="icon" label="Copy the reply" text={reply.text} />
    </div>
    {reply.value === null || reply.value === undefined ? (
      <div className={styles.text}>{reply.text}</div>
    ) : (
      <JsonView value={reply.value} label={`the reply of ${name}`} depth={3} />
    )}
    <details className={styles.all}>
      <summary>All of the output</summary>
      <JsonView value={output} label={`the output of ${name}`} depth={1} />
    </details>
  </div>
)
