import type { Page } from '@playwright/test'
import type { DesktopApi, EnginePortMessage, EngineState } from '../../preload/contract'

/** The page is opened once more as the desktop app's: its engine is the gallery's, behind a port. Other scenes of the tab are not touched. */
export async function openAsDesktop(page: Page): Promise<void> {
  await page.addInitScript(offerDesktop)
  await page.evaluate(() => sessionStorage.setItem('gallery.desktop', 'yes'))
  await page.reload()
}

/** What main tells of the engine from now on. */
export const tellEngineState = (page: Page, state: EngineState['state']): Promise<void> =>
  page.evaluate((told) => void window.dispatchEvent(new CustomEvent('gallery:engine', { detail: told })), state)

/** Runs in the page, before anything of its own. */
function offerDesktop(): void {
  if (sessionStorage.getItem('gallery.desktop') !== 'yes') return
  const engine = (state: EngineState['state']): EngineState => ({ state, reason: null, restartInMs: null, restarts: 0 })

  /** Over both, the same messages go. */
  function handOver(): void {
    const { port1, port2 } = new MessageChannel()
    const socket = new WebSocket('/rpc', ['signalbox', 'ticket.full'])
    socket.onopen = () => {
      port1.onmessage = ({ data }) => {
        // What is no text is for the port's other side alone.
        if (typeof data === 'string') socket.send(data)
      }
    }
    socket.onmessage = ({ data }) => port1.postMessage(data)
    window.postMessage({ type: 'signalbox:engine-port', state: engine('live') } satisfies EnginePortMessage, location.origin, [port2])
  }

  const desktop: DesktopApi = {
    platform: 'linux',
    titleBar: 'native',
    version: '0.0.0',
    requestEnginePort: handOver,
    onEngineState: (callback) => {
      const listener = (event: Event) => {
        if (event instanceof CustomEvent) callback(engine(event.detail))
      }
      window.addEventListener('gallery:engine', listener)
      return () => window.removeEventListener('gallery:engine', listener)
    },
    getEngineState: async () => engine('live'),
    retryEngine: async () => undefined,
    mendData: async () => null,
    pickPipelineFile: async () => null,
    showItemInFolder: async () => undefined,
    getTheme: async () => 'system',
    setTheme: async () => undefined,
    onOpen: () => () => undefined,
  }
  Object.defineProperty(window, 'desktop', { value: desktop })
}
