import { ShapedLamp } from '../components/lamp'
import { useEngineInfo, useEngineReach, useEngineStatus, useLinkState } from '../engine/engine-provider'
import { cx } from '../lib/class-names'
import { plural } from '../lib/format-count'
import { linkWords } from './link-words'
import styles from './status-line.module.css'

/** The bottom line: the engine's state in words, and how much work there is. */
export function StatusLine() {
  const link = useLinkState()
  const status = useEngineStatus()
  const info = useEngineInfo()
  const live = link.state === 'live'
  const degraded = live && status?.health.state === 'degraded'
  const { lamp, word } = linkWords(link, useEngineReach())
  return (
    <footer className={styles.line}>
      <span className={styles.engine}>
        <ShapedLamp shape={degraded ? 'waiting' : lamp} size={10} />
        {degraded ? 'Engine needs attention' : `Engine ${word}`}
      </span>
      {status !== null && (
        <span className={cx('num', !live && styles.old)}>
          {status.runningRuns} running, {status.queuedRuns} queued
          {status.waitingRuns > 0 && `, ${status.waitingRuns} waiting`}
          {!live && ' (last known)'}
        </span>
      )}
      {live && status !== null && <Busy queues={status.queues} />}
      {info !== null && (
        <span className={styles.version} title={info.dataFolder}>
          Signalbox {info.version}
        </span>
      )}
    </footer>
  )
}

/** Queues in which attempts wait for a place. */
function Busy({
  queues,
}: {
  readonly queues: readonly { readonly name: string; readonly concurrency: number; readonly running: number; readonly queued: number }[]
}) {
  const full = queues.filter(({ queued }) => queued > 0)
  if (full.length === 0) return null
  return (
    <span className="num">
      {full.map(({ name, concurrency, running, queued }) => `Queue ${name}: ${running} of ${plural(concurrency, 'place')}, ${queued} behind`).join('; ')}
    </span>
  )
}
