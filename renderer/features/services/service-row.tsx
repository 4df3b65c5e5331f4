import { Pencil, Trash2 } from 'lucide-react'
import { Button } from '../../components/button'
import { IconButton } from '../../components/icon-button'
import { KeyName } from '../../components/key-name'
import { ShapedLamp } from '../../components/lamp'
import { RelativeTime } from '../../components/relative-time'
import { WithCode } from '../../components/with-code'
import type { LaneState } from '../../../engine/contract/queue'
import type { ServiceState } from '../../../engine/contract/service'
import { cx } from '../../lib/class-names'
import { plural } from '../../lib/format-count'
import { formatDuration } from '../../lib/format-duration'
import { LaneLine } from './lane-line'
import styles from './services-page.module.css'
import { healthWord, isFull, lampOf, placesOf, whereOf } from './service-words'

interface ServiceRowProps {
  readonly state: ServiceState
  /** Who is in it; undefined until it is known. */
  readonly lane: LaneState | undefined
  readonly checking: boolean
  /** Why it could not even be looked at. */
  readonly failure: string | undefined
  readonly off: string | undefined
  readonly onCheck: () => void
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One service: how it is, where it is, how much it takes at a time. */
export function ServiceRow({ state, lane, checking, failure, off, onCheck, onEdit, onRemove }: ServiceRowProps) {
  const { service, lastCheck } = state
  const wrong = failure ?? (lastCheck?.ok === false ? lastCheck.error.message : undefined)
  return (
    <li>
      <div className={styles.row}>
        <ShapedLamp shape={lampOf(state)} label={healthWord(lastCheck)} className={styles.lamp ?? ''} />
        <div className={styles.words}>
          <div className={styles.line}>
            <b>{service.name}</b>
            <span className={styles.about} title={service.description}>
              {service.description}
            </span>
          </div>
          <div className={styles.line}>
            <span className={styles.code} title={`${service.method} ${service.baseUrl}${service.path}`}>
              {service.method} {whereOf(service)}
            </span>
            {service.poll !== null && <span>takes jobs</span>}
            {service.apiKey !== null && (
              <KeyName name={service.apiKey} title={`Its key is the secret ${service.apiKey}, sent as ${service.apiKeyHeader}`} />
            )}
          </div>
        </div>
        <div className={styles.limits}>
          <span className={cx(isFull(lane) && styles.full)}>{placesOf(service, lane)}</span>
          <span>
            {formatDuration(service.timeoutMs)}, {plural(service.maxAttempts, 'attempt')}
          </span>
        </div>
        <div className={styles.health}>
          <LastCheck state={state} />
        </div>
        <div className={styles.actions}>
          <Button
            size="small"
            busy={checking}
            disabledReason={off ?? (service.healthPath === null ? 'It has no health path to look at.' : undefined)}
            onClick={onCheck}
            aria-label={`Check ${service.name}`}
          >
            Check
          </Button>
          <IconButton size="small" label={`Change ${service.name}`} icon={<Pencil />} onClick={onEdit} />
          <IconButton size="small" label={`Remove ${service.name}`} icon={<Trash2 />} disabledReason={off} onClick={onRemove} />
        </div>
      </div>
      {wrong !== undefined && (
        <p role="status" className={styles.wrong}>
          <WithCode text={wrong} />
        </p>
      )}
      {lane !== undefined && <LaneLine lane={lane} />}
    </li>
  )
}

function LastCheck({ state: { service, lastCheck } }: { readonly state: ServiceState }) {
  if (service.healthPath === null) return <span>no health path</span>
  if (lastCheck === null) return <span>not checked yet</span>
  return (
    <>
      <span className={styles.latency}>
        {lastCheck.status ?? 'no reply'} in {formatDuration(lastCheck.tookMs)}
      </span>
      <RelativeTime at={lastCheck.at} />
    </>
  )
}
