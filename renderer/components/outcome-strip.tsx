import { formatDuration } from '../lib/format-duration'
import { formatExact } from '../lib/format-time'
import { Lamp } from './lamp'
import styles from './outcome-strip.module.css'
import { STATUS_LOOK, type Status } from './statuses'

interface OutcomeStripProps {
  /** Newest last, ten at most. */
  readonly outcomes: readonly { readonly runId: string; readonly status: Status; readonly createdAt: number; readonly durationMs: number | null }[]
}

const PLACES = 10

/** The last ten outcomes as lamps, the newest at the right; empty places show that there were fewer. */
export const OutcomeStrip = ({ outcomes }: OutcomeStripProps) => (
  <span role="img" aria-label={inWords(outcomes)} className={styles.strip}>
    {Array.from({ length: Math.max(0, PLACES - outcomes.length) }, (_, i) => (
      <span key={i} className={styles.none} />
    ))}
    {outcomes.map((outcome) => (
      <span
        key={outcome.runId}
        title={`${STATUS_LOOK[outcome.status].word}${outcome.durationMs === null ? '' : ` in ${formatDuration(outcome.durationMs)}`}, ${formatExact(outcome.createdAt)}`}
      >
        <Lamp status={outcome.status} size={12} />
      </span>
    ))}
  </span>
)

function inWords(outcomes: OutcomeStripProps['outcomes']): string {
  if (outcomes.length === 0) return 'No runs yet'
  const counts = new Map<string, number>()
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1)
  return `Last ${outcomes.length} runs: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ')}`
}
