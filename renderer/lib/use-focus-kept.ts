import { useEffect, useRef } from 'react'

/** Where the keyboard goes on when what had the focus is gone. */
export const focusPage = (): void => document.getElementById('main')?.focus({ preventScroll: true })

/** When `content` changes and what had the focus went with it, the page has it. */
export function useFocusKept(content: string | number | undefined): void {
  const last = useRef(content)
  useEffect(() => {
    if (last.current === content) return
    last.current = content
    if (document.activeElement === document.body) focusPage()
  }, [content])
}
