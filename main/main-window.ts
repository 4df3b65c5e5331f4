import type { BrowserWindow } from 'electron'
import { CHANNELS, type PageRoute } from '../preload/contract'
import { bringToFront } from './window'

export interface MainWindowParts {
  /** Makes the window; it shows itself when it has something to show. */
  open(): BrowserWindow
  /** The app is about to end: the window closes and is not shown any more. */
  isEnding(): boolean
  /** The person wants it closed. */
  closing(): void
  /** The person has the window before their eyes. */
  looked(): void
  /** Windows ends the person's session, and the app with it. */
  sessionEnds(): void
}

/** The one window: made when it is first wanted, hidden rather than closed, led to pages from outside. */
export class MainWindow {
  readonly #parts: MainWindowParts
  #window: BrowserWindow | null = null
  /** Whether the page listens; until it does, the route it is to go to is kept. */
  #listening = false
  #route: PageRoute | null = null

  constructor(parts: MainWindowParts) {
    this.#parts = parts
  }

  /** Null before it was shown, and when a page that crashed took it along. */
  get window(): BrowserWindow | null {
    return this.#window
  }

  get isLookedAt(): boolean {
    return this.#window !== null && this.#window.isVisible() && this.#window.isFocused()
  }

  /** The run whose page the person is looking at. */
  get watchedRun(): string | null {
    if (this.#window === null || !this.isLookedAt) return null
    return /#\/runs\/([^/?]+)$/.exec(this.#window.webContents.getURL())?.[1] ?? null
  }

  /** Brings it to the front, on a page of its own choice or on the one given. */
  show(route: PageRoute | null = null): void {
    if (this.#parts.isEnding()) return
    this.#route = route ?? this.#route
    if (this.#window === null) this.#window = this.#open()
    else bringToFront(this.#window)
    this.#parts.looked()
    if (this.#listening) this.#lead()
  }

  hide(): void {
    const window = this.#window
    if (window === null) return
    if (!window.isFullScreen()) return window.hide()
    // macOS would leave an empty screen behind.
    window.once('leave-full-screen', () => window.hide())
    window.setFullScreen(false)
  }

  /** The page listens to routes from now on. */
  pageListens(): void {
    this.#listening = true
    this.#lead()
  }

  #lead(): void {
    if (this.#route !== null) this.#window?.webContents.send(CHANNELS.open, this.#route)
    this.#route = null
  }

  #open(): BrowserWindow {
    const window = this.#parts.open()
    window.on('focus', () => this.#parts.looked())
    window.on('close', (event) => {
      if (this.#parts.isEnding()) return
      event.preventDefault()
      this.#parts.closing()
    })
    window.on('session-end', () => this.#parts.sessionEnds())
    window.once('closed', () => {
      this.#window = null
      this.#listening = false
    })
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) this.#listening = false
    })
    return window
  }
}
