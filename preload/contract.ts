import type { ErrorInfo } from '../engine/contract/errors'

/** What only the desktop can do. A page in a browser has no `window.desktop`, and nothing here reaches the engine. */
export interface DesktopApi {
  readonly platform: 'darwin' | 'linux' | 'win32'
  readonly titleBar: TitleBar
  readonly version: string
  /**
   * Asks for a port to the engine. It arrives as a window message, an `EnginePortMessage` with the port in `ports[0]`:
   * as soon as the engine is live, and again, unasked, after each restart. The port before is dead by then.
   */
  requestEnginePort(): void
  /** Calls back on each change, not with the present state. Returns how to stop. */
  onEngineState(callback: (state: EngineState) => void): () => void
  getEngineState(): Promise<EngineState>
  /** Starts an engine that is down, or waits to be restarted, now. One that is silent is ended at once, and started again as after a crash. */
  retryEngine(): Promise<void>
  /**
   * For a data folder with which the engine does not start. Shows the system's dialog for the folder that is needed; null when it
   * was cancelled. Resolves with what came of it, in words; rejects with a sentence. The engine is not started by it.
   */
  mendData(way: MendingWay): Promise<string | null>
  /** Shows the system's dialog; null when it was cancelled. Rejects with a sentence when the file cannot be read. */
  pickPipelineFile(): Promise<PickedFile | null>
  /** Opens the file manager. Only for what lies in the data folder or in a pipeline's folder; otherwise rejects. */
  showItemInFolder(path: string): Promise<void>
  getTheme(): Promise<Theme>
  /** Kept, and applied at once to the window and to `prefers-color-scheme`. */
  setTheme(theme: Theme): Promise<void>
  /**
   * Calls back when the person chose a page outside the window: in the tray, on a notification, by a link. What they
   * chose before anyone listened comes at once. Returns how to stop.
   */
  onOpen(callback: (route: PageRoute) => void): () => void
}

/** An address within the page to which main may lead it. */
export type PageRoute = '/pipelines' | '/runs' | '/approvals' | `/runs/${string}`

export const runRoute = (runId: string): PageRoute => `/runs/${runId}`

const RUN_ROUTE = /^\/runs\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const isPageRoute = (value: unknown): value is PageRoute =>
  typeof value === 'string' && (value === '/pipelines' || value === '/runs' || value === '/approvals' || RUN_ROUTE.test(value))

/**
 * Who draws the top of the window. `overlay`: the page, and the system puts its buttons on it (leave
 * `env(titlebar-area-width)` to them). `inset`: the page, with macOS' buttons at the left. `native`: the system draws a
 * bar of its own above the page.
 */
export type TitleBar = 'overlay' | 'inset' | 'native'

/** salvage: what can be read is copied into a new folder. restore: a backup takes its place. start-empty: it is moved aside. Each keeps what is there. */
export type MendingWay = 'salvage' | 'restore' | 'start-empty'

export type Theme = 'light' | 'dark' | 'system'

export interface EngineState {
  /**
   * silent: it runs and does not answer; it is live again when it does. restarting: it ended by itself and comes back.
   * down: it will not come back before `retryEngine()`.
   */
  readonly state: 'starting' | 'live' | 'silent' | 'restarting' | 'down'
  /** Why it is not live; null when there is nothing to explain. */
  readonly reason: ErrorInfo | null
  /** From the moment of this message; null when no wait is under way. */
  readonly restartInMs: number | null
  /** Since the app was started. */
  readonly restarts: number
}

export interface PickedFile {
  readonly path: string
  readonly text: string
  /** The file's folder: where a pipeline's relative paths start. */
  readonly folder: string
}

/** The `data` of the window message that brings a port. */
export interface EnginePortMessage {
  readonly type: 'signalbox:engine-port'
  readonly state: EngineState
}

/** The names of the messages between page and main process. */
export const CHANNELS = {
  requestEnginePort: 'signalbox:request-engine-port',
  enginePort: 'signalbox:engine-port',
  engineState: 'signalbox:engine-state',
  getEngineState: 'signalbox:get-engine-state',
  retryEngine: 'signalbox:retry-engine',
  mendData: 'signalbox:mend-data',
  pickPipelineFile: 'signalbox:pick-pipeline-file',
  showItemInFolder: 'signalbox:show-item-in-folder',
  getTheme: 'signalbox:get-theme',
  setTheme: 'signalbox:set-theme',
  open: 'signalbox:open',
  readyToOpen: 'signalbox:ready-to-open',
} as const

/** The calls that main answers, each with a `Reply`. */
export type DesktopCall = 'getEngineState' | 'retryEngine' | 'mendData' | 'pickPipelineFile' | 'showItemInFolder' | 'getTheme' | 'setTheme'
export type Answer<Name extends DesktopCall> = Awaited<ReturnType<DesktopApi[Name]>>
export type Reply<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string }

/** What a page knows from its first line on comes on its command line: a sandboxed preload has no other source. */
export const PAGE_ARGUMENTS = { version: '--signalbox-version=', titleBar: '--signalbox-title-bar=' } as const

declare global {
  interface Window {
    readonly desktop?: DesktopApi
  }
}
