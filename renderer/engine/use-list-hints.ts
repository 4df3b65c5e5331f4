import { useEffect } from 'react'
import type { EngineEvent } from '../../engine/contract/events'
import { useLatest } from '../lib/use-latest'
import { useLink } from './engine-provider'

/** Hints come in bursts; what is read again is read at most this often (ms). */
const CALM_MS = 300

/** Calls `onHint` when a hint that `matters` arrives, once per burst. Missed hints do no harm: a new link reads all again. */
export function useListHints(matters: ((hint: EngineEvent) => boolean) | undefined, onHint: () => void): void {
  const link = useLink()
  const latest = useLatest({ matters, onHint })
  const wanted = matters !== undefined

  useEffect(() => {
    if (!wanted) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = link.onHint((hint) => {
      if (hint === null || timer !== undefined || latest.current.matters?.(hint) !== true) return
      timer = setTimeout(() => {
        timer = undefined
        latest.current.onHint()
      }, CALM_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [link, wanted, latest])
}
