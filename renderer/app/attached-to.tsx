import { ShapedLamp } from '../components/lamp'
import { useEngineInfo, useEnginePlace, useEngineReach, useLinkState } from '../engine/engine-provider'
import styles from './attached-to.module.css'
import { engineWords, linkWords } from './link-words'

/** Where this window is attached, and whether that is live. */
export function AttachedTo() {
  const link = useLinkState()
  const place = useEnginePlace()
  const info = useEngineInfo()
  const reach = useEngineReach()
  const { lamp, word } = linkWords(link, reach)
  const engine = engineWords(reach, info?.mode)
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
