import { ScrollText } from 'lucide-react'
import { useLocation } from 'wouter'
import { Button } from '../../components/button'
import { EmptyState } from '../../components/empty-state'
import { useNow } from '../../lib/use-now'
import { momentWords } from './log-words'
import type { LogTailRead } from './use-log-tail'

interface NoLinesProps {
  readonly read: LogTailRead
  readonly filtered: boolean
  readonly onEveryLine: () => void
}

/** No line to show: none at all, none that matches, or none so far. */
export function NoLines({ read: { tail, searching, stop, goOn }, filtered, onEveryLine }: NoLinesProps) {
  const [, navigate] = useLocation()
  const now = useNow(60_000)
  if (tail?.before != null) {
    const to = tail.searchedTo === null ? '' : ` Searched back to ${momentWords(tail.searchedTo, now)}.`
    return (
      <EmptyState
        title={searching ? 'Nothing found so far' : 'Nothing found yet'}
        action={<Button onClick={searching ? stop : goOn}>{searching ? 'Stop searching' : 'Search further back'}</Button>}
      >
        {to} What is written from now on is looked at, too.
      </EmptyState>
    )
  }
  if (filtered)
    return (
      <EmptyState
        title="No line matches"
        action={
          <Button look="main" onClick={onEveryLine}>
            Show every line
          </Button>
        }
      >
        The whole log was searched. A line that matches appears here as soon as it is written.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<ScrollText />}
      title="Nothing has been written yet"
      action={
        <Button look="main" onClick={() => navigate('/pipelines')}>
          Go to the pipelines
        </Button>
      }
    >
      Steps write a log while they work. The lines of every run appear here together, and can be searched.
    </EmptyState>
  )
}
