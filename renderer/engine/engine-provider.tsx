import { createContext, useContext, useEffect, useSyncExternalStore } from 'react'
import type { EngineInfo, EngineStatus } from '../../engine/contract/events'
import type { LinkState } from './engine-link'
import type { Attached, LinkStore, LinkStoreState } from './link-store'

const LinkContext = createContext<LinkStore | null>(null)

/** Around the whole page: makes the link and keeps it. */
export function EngineProvider({ link, children }: { readonly link: LinkStore; readonly children: React.ReactNode }) {
  useEffect(() => link.start(), [link])
  return <LinkContext.Provider value={link}>{children}</LinkContext.Provider>
}

export function useLink(): LinkStore {
  const link = useContext(LinkContext)
  if (link === null) throw new Error('useLink belongs inside EngineProvider')
  return link
}

function useLinkStore<T>(select: (state: LinkStoreState) => T): T {
  const link = useLink()
  return useSyncExternalStore(link.subscribe, () => select(link.getState()))
}

export const useAttached = (): Attached | null => useLinkStore((state) => state.attached)

/** How the page stands to its engine, for frames and banners. */
export const useLinkState = (): LinkState => useLinkStore((state) => state.link)

export const useEngineInfo = (): EngineInfo | null => useLinkStore((state) => state.info)

/** Numbers of the whole engine; the last known when the link is not live. */
export const useEngineStatus = (): EngineStatus | null => useLinkStore((state) => state.status)

export const useEnginePlace = (): string => useLink().place

/** Whether the engine is this app's own, or a server's. */
export const useEngineReach = (): LinkStore['reach'] => useLink().reach

export const useRetryEngine = (): (() => void) => useLink().retry

/** Why commands cannot be given now, as a sentence for a disabled button; undefined when they can. */
export function useCommandsOff(): string | undefined {
  const link = useLinkState()
  switch (link.state) {
    case 'live':
      return undefined
    case 'starting':
      return 'The engine is starting.'
    case 'silent':
      return 'The engine does not answer.'
    case 'restarting':
      return 'The engine is not connected; it is coming back.'
    case 'down':
      return 'The engine is not connected.'
  }
}
