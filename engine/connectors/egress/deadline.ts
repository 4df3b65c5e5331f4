/** A signal that fires with another one, or when a time is over. `end` it when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal
  end(): void
}

/** `ms` null: only with the other. The reason of a late end is `late()`. */
export function deadline(other: AbortSignal, ms: number | null, late: () => Error): Deadline {
  const control = new AbortController()
  const follow = (): void => control.abort(other.reason)
  if (other.aborted) follow()
  other.addEventListener('abort', follow, { once: true })
  const timer = ms === null ? undefined : setTimeout(() => control.abort(late()), ms)
  return {
    signal: control.signal,
    end() {
      clearTimeout(timer)
      other.removeEventListener('abort', follow)
    },
  }
}

/** The outcome of the work, or the reason of the signal, whichever comes first. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(asError(signal.reason))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Whatever a signal was aborted with, as something to throw or to end a stream with. */
export const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason), { cause: reason }))
