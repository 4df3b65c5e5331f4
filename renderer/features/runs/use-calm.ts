import { useEffect, useRef, useState } from 'react'

/** The value, passed on at most every `ms`; the last one always arrives. */
export function useCalm<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value)
  const passedAt = useRef(0)
  useEffect(() => {
    const pass = () => {
      passedAt.current = Date.now()
      setCalm(value)
    }
    const timer = setTimeout(pass, Math.max(0, passedAt.current + ms - Date.now()))
    return () => clearTimeout(timer)
  }, [value, ms])
  return calm
}
