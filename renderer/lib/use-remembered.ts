import { useCallback, useState } from 'react'

/**
 * State that outlives the window, under `signalbox.<key>`. `accept` looks at what was stored (anything can lie there) and
 * gives back a value to use, or undefined for "not usable".
 */
export function useRemembered<T extends string | number | boolean>(
  key: string,
  initial: T,
  accept: (stored: unknown) => T | undefined,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => accept(readRemembered(key)) ?? initial)
  const remember = useCallback(
    (next: T) => {
      setValue(next)
      writeRemembered(key, next)
    },
    [key],
  )
  return [value, remember]
}

export function readRemembered(key: string): unknown {
  try {
    const text = localStorage.getItem(`signalbox.${key}`)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    // Storage may be closed to us or hold something else: the default serves.
    return undefined
  }
}

export function writeRemembered(key: string, value: string | number | boolean): void {
  try {
    localStorage.setItem(`signalbox.${key}`, JSON.stringify(value))
  } catch (cause) {
    console.warn(`Couldn't remember ${key} for the next start.`, cause)
  }
}

export const asNumber = (stored: unknown): number | undefined => (typeof stored === 'number' && Number.isFinite(stored) ? stored : undefined)
export const asBoolean = (stored: unknown): boolean | undefined => (typeof stored === 'boolean' ? stored : undefined)
