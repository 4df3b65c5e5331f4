import { useEffect } from 'react'
import { isTyping } from './keyboard'
import { useLatest } from './use-latest'

/** Esc leaves what is innermost: what opened over the page and text fields take it first. */
export function useEscape(leave: () => void): void {
  const latest = useLatest(leave)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const taken =
        event.defaultPrevented || isTyping(event.target) || document.querySelector('[role=dialog][data-state=open], [role=menu][data-state=open]') !== null
      if (event.key === 'Escape' && !taken) latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [latest])
}
