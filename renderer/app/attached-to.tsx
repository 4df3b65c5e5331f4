import { ShapedLamp } from '../components/lamp'
import { useEngineInfo, useEnginePlace, useLinkState } from '../engine/engine-provider'
import styles from './attached-to.module.css'
import { LINK_WORDS } from './link-words'

/** Where this window is attached, and whether that is live. */
export function AttachedTo() {
  const { state } = useLinkState()
  const place = useEnginePlace()
  const info = useEngineInfo()
  const { lamp, word } = LINK_WORDS[state]
  const engine = info?.mode === 'team' ? 'team engine' : 'embedded engine'
  return (
    <div className={styles.place} role="status" aria-label="Attached to">
      <ShapedLamp shape={lamp} size={12} />
      <b>{place}</b>
      <span>
        {engine}, {word}
      </span>
    </div>
  )
}
