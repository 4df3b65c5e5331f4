import { useEffect, useState } from 'react'
import type { Json } from '../../../engine/contract/json'
import { useLatest } from '../../lib/use-latest'

/** Typing is over when nothing was typed for so long (ms). */
const CALM_MS = 300

/** What keeps a value from its schema, asked a moment after it changed; empty while that is not known. */
export function useValueCheck(value: Json | undefined, check: ((value: Json) => Promise<readonly string[]>) | null): readonly string[] {
  const [findings, setFindings] = useState<readonly string[]>([])
  const latest = useLatest({ value, check })
  const key = value === undefined ? null : JSON.stringify(value)
  useEffect(() => {
    setFindings([])
    if (key === null) return
    let isOld = false
    const timer = setTimeout(() => {
      const { value: now, check: ask } = latest.current
      if (now === undefined || ask === null) return
      ask(now).then(
        (found) => {
          if (!isOld) setFindings(found)
        },
        // The engine checks again when the answer is given, and says then what is wrong.
        () => undefined,
      )
    }, CALM_MS)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [key, latest])
  return findings
}
