import { useEffect } from 'react'

/** The window's title while the caller is on screen: "document-digest – Signalbox". */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Signalbox' : `${title} – Signalbox`
  }, [title])
}
