import { History } from 'lucide-react'
import { Button } from '../../components/button'
import { isRunOver, type RunView } from './run-view'
import styles from './past-line.module.css'
import { momentWords } from './scrubber'
import type { Replay } from './use-replay'

/** Over the page while the past is shown: which moment it is, and the way back. */
export function PastLine({ view, replay }: { readonly view: RunView; readonly replay: Replay }) {
  const { past, failed, goLive } = replay
  if (past === null && failed === null) return null
  return (
    <div role="status" className={styles.line}>
      <History aria-hidden />
      <p className="num">
        {past === null ? (
          <>
            <b>The past can't be shown.</b> {failed}
          </>
        ) : (
          <>
            <b>You see the past:</b> {momentWords(past, view.run.startedAt ?? view.run.createdAt)}
          </>
        )}
      </p>
      <Button size="small" onClick={goLive}>
        {isRunOver(view.run.status) ? 'Back to how it ended' : 'Back to live'}
      </Button>
    </div>
  )
}
