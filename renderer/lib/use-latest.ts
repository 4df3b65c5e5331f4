import { useLayoutEffect, useRef } from 'react'

/** The value of the newest render, for handlers and effects that must not start anew whenever it changes. */
export function useLatest<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}
