import { useEffect, useState } from 'react'

/** True once `ms` have gone by since the caller appeared: what waits for it never flickers on a quick answer. */
export function useDelayed(ms: number): boolean {
  const [passed, setPassed] = useState(ms <= 0)
  useEffect(() => {
    if (ms <= 0) return
    const timer = setTimeout(() => setPassed(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return passed
}
