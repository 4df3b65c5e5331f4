import { useCallback, useRef, useState } from 'react'
import { whyOf } from './why-of'
import type { Attached } from '../../engine/link-store'
import { useAttached } from '../../engine/engine-provider'

export interface TextPart {
  readonly text: string
  readonly bytes: number
  readonly nextOffset: number | null
}

interface TextParts {
  /** All that was read so far, joined. */
  readonly text: string
  /** Of the whole; null before the first part. */
  readonly bytes: number | null
  readonly more: boolean
  readonly busy: boolean
  /** Why the last part could not be read. */
  readonly failed: string | null
  readonly readMore: () => void
}

/** A long text that is read part by part as someone asks for it. */
export function useTextParts(read: (client: Attached['client'], offset: number, signal: AbortSignal) => Promise<TextPart>): TextParts {
  const attached = useAttached()
  const [got, setGot] = useState<{ readonly text: string; readonly bytes: number | null; readonly next: number | null }>({ text: '', bytes: null, next: 0 })
  const [busy, setBusy] = useState(false)
  // Two presses in one frame are one.
  const reading = useRef(false)
  const [failed, setFailed] = useState<string | null>(null)

  const readMore = useCallback(() => {
    if (attached === null || reading.current || got.next === null) return
    reading.current = true
    setBusy(true)
    read(attached.client, got.next, attached.signal)
      .then((part) => {
        setFailed(null)
        setGot((before) => ({ text: before.text + part.text, bytes: part.bytes, next: part.nextOffset }))
      })
      .catch((thrown: unknown) => setFailed(whyOf(thrown)))
      .finally(() => {
        reading.current = false
        setBusy(false)
      })
  }, [attached, got.next, read])

  return { text: got.text, bytes: got.bytes, more: got.next !== null, busy, failed, readMore }
}
