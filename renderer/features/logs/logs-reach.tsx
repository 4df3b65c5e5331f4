import { Button } from '../../components/button'
import { useNow } from '../../lib/use-now'
import { reachWords } from './log-words'
import styles from './logs-reach.module.css'
import type { LogTailRead } from './use-log-tail'

/** How much is shown and how far back, and the way further back. */
export function LogsReach({ read, filtered }: { readonly read: LogTailRead; readonly filtered: boolean }) {
  const now = useNow(60_000)
  const { tail, searching, stop, goOn } = read
  if (tail === null) return <span>Every line that runs write, as they write it</span>
  const { list, before, searchedTo } = tail
  return (
    <>
      <span role="status">{reachWords({ rows: list.rows, searchedTo, earlier: before !== null, filtered }, now)}</span>
      {before !== null && searching && list.rows > 0 && (
        <span className={styles.going}>
          Searching on
          <Button look="quiet" size="small" className={styles.button} onClick={stop}>
            Stop
          </Button>
        </span>
      )}
      {before !== null && !searching && filtered && list.rows > 0 && list.rows < FEW && (
        <Button look="quiet" size="small" className={styles.button} onClick={goOn}>
          Search further back
        </Button>
      )}
    </>
  )
}

/** Of more lines the older ones come by themselves as one scrolls there. */
const FEW = 200
