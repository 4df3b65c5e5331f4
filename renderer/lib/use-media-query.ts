import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds, followed. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Too small for panes side by side. */
export const useSmallWindow = (): boolean => useMediaQuery('(max-width: 999px)')
