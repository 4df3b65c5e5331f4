import { contextBridge, ipcRenderer } from 'electron'
import {
  type Answer,
  CHANNELS,
  type DesktopApi,
  type DesktopCall,
  type EnginePortMessage,
  type EngineState,
  isPageRoute,
  PAGE_ARGUMENTS,
  type Reply,
  type TitleBar,
} from './contract'

const argument = (prefix: string): string => process.argv.find((text) => text.startsWith(prefix))?.slice(prefix.length) ?? ''

const isTitleBar = (text: string): text is TitleBar => text === 'overlay' || text === 'inset' || text === 'native'

const titleBar = argument(PAGE_ARGUMENTS.titleBar)

/** Calls main; a refusal comes back as its sentence alone, which `invoke` would wrap in words of its own. */
async function call<Name extends DesktopCall>(name: Name, argument?: unknown): Promise<Answer<Name>> {
  const reply: unknown = await ipcRenderer.invoke(CHANNELS[name], argument)
  if (!isReply<Name>(reply)) throw new Error(`${name} was not answered.`)
  if (!reply.ok) throw new Error(reply.message)
  return reply.value
}

/** Main's handlers are typed by the same contract; only that one of them answered needs a look. */
const isReply = <Name extends DesktopCall>(reply: unknown): reply is Reply<Answer<Name>> => typeof reply === 'object' && reply !== null && 'ok' in reply

// A port cannot cross contextBridge; a window message carries it into the page.
ipcRenderer.on(CHANNELS.enginePort, (event, state: EngineState) => {
  const message: EnginePortMessage = { type: 'signalbox:engine-port', state }
  window.postMessage(message, location.origin, [...event.ports])
})

const desktop: DesktopApi = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  titleBar: isTitleBar(titleBar) ? titleBar : 'native',
  version: argument(PAGE_ARGUMENTS.version),
  requestEnginePort: () => ipcRenderer.send(CHANNELS.requestEnginePort),
  onEngineState: (callback) => {
    const listener = (_event: unknown, state: EngineState) => callback(state)
    ipcRenderer.on(CHANNELS.engineState, listener)
    return () => void ipcRenderer.off(CHANNELS.engineState, listener)
  },
  getEngineState: () => call('getEngineState'),
  retryEngine: () => call('retryEngine'),
  mendData: (way) => call('mendData', way),
  pickPipelineFile: () => call('pickPipelineFile'),
  showItemInFolder: (path) => call('showItemInFolder', path),
  getTheme: () => call('getTheme'),
  setTheme: (theme) => call('setTheme', theme),
  onOpen: (callback) => {
    const listener = (_event: unknown, route: unknown) => {
      if (isPageRoute(route)) callback(route)
    }
    ipcRenderer.on(CHANNELS.open, listener)
    ipcRenderer.send(CHANNELS.readyToOpen)
    return () => void ipcRenderer.off(CHANNELS.open, listener)
  },
}

contextBridge.exposeInMainWorld('desktop', desktop)
