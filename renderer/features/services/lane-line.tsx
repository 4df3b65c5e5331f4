import { Link } from 'wouter'
import { RelativeTime } from '../../components/relative-time'
import type { LaneState, PlacedAttempt } from '../../../engine/contract/queue'
import { formatCount, plural } from '../../lib/format-count'
import styles from './services-page.module.css'

/** More than these are a list of their own: the runs. */
const SHOWN = 6

/** Who holds the places of a service, and how many wait for one; nothing while nobody does. */
export function LaneLine({ lane: { running, queued, oldestSince, holders, shut, name } }: { readonly lane: LaneState }) {
  if (running === 0 && queued === 0 && shut === null) return null
  const more = running - Math.min(SHOWN, holders.length)
  return (
    <p className={styles.lane}>
      {running > 0 && <span>Held by</span>}
      {holders.slice(0, SHOWN).map((holder) => (
        <Holder key={`${holder.stepRunId} ${holder.attempt}`} holder={holder} />
      ))}
      {more > 0 && <span>and {formatCount(more)} more</span>}
      {queued > 0 && (
        <span>
          {plural(queued, 'step')} {queued === 1 ? 'waits' : 'wait'} for a place
          {oldestSince !== null && (
            <>
              , the first was due <RelativeTime at={oldestSince} />
            </>
          )}
        </span>
      )}
      {shut !== null && (
        <span>
          {name} {shut.because}
        </span>
      )}
    </p>
  )
}

const Holder = ({ holder: { externalId, pipelineName, stepId, itemIndex, since } }: { readonly holder: PlacedAttempt }) => (
  <span>
    <Link href={`/runs/${externalId}`} title={pipelineName}>
      {externalId} {stepId}
      {itemIndex !== null && ` item ${itemIndex}`}
    </Link>
    , began <RelativeTime at={since} />
  </span>
)
