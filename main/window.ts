import { BrowserWindow, nativeTheme, screen } from 'electron'
import { PAGE_ARGUMENTS } from '../preload/contract'
import { coloursFor } from './colours'
import type { Page } from './page'
import type { Paths } from './paths'
import type { SettingsFile } from './settings-file'
import { overlayFor, titleBarFor, titleBarOptions } from './title-bar'
import { placeWindow, SMALLEST } from './window-place'

export interface WindowParts {
  readonly page: Page
  readonly paths: Paths
  readonly settings: SettingsFile
  readonly version: string
}

/** Opens the main window where it was last, in the colours of the theme, and shows it once it has something to show. */
export function openWindow({ page, paths, settings, version }: WindowParts): BrowserWindow {
  const titleBar = titleBarFor(process.platform, process.versions.electron)
  const colours = coloursFor(nativeTheme.shouldUseDarkColors)
  const place = settings.settings.window
  const window = new BrowserWindow({
    ...placeWindow(
      place,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Signalbox',
    icon: paths.icon,
    backgroundColor: colours.background,
    autoHideMenuBar: true,
    ...titleBarOptions(titleBar, colours),
    webPreferences: {
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Dictionaries would be fetched from the network.
      spellcheck: false,
      additionalArguments: [PAGE_ARGUMENTS.version + version, PAGE_ARGUMENTS.titleBar + titleBar],
    },
  })
  window.once('ready-to-show', () => (place?.maximized === true ? window.maximize() : window.show()))
  window.on('close', () => keepPlace(window, settings))
  reloadAfterCrash(window)

  const repaint = () => {
    const now = coloursFor(nativeTheme.shouldUseDarkColors)
    window.setBackgroundColor(now.background)
    if (titleBar === 'overlay') window.setTitleBarOverlay(overlayFor(now))
  }
  nativeTheme.on('updated', repaint)
  window.once('closed', () => nativeTheme.off('updated', repaint))

  window.loadURL(page.address).catch((error: unknown) => console.error(`The page could not be loaded from ${page.address}.`, error))
  return window
}

/** A page that crashes again so soon (ms) would crash for ever: it is left as it is. */
const CRASH_AGAIN_MS = 10_000

/** The engine works on meanwhile; a page that is loaded anew shows where it got to. */
function reloadAfterCrash({ webContents }: BrowserWindow): void {
  let crashedAt = Number.NEGATIVE_INFINITY
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const again = performance.now() - crashedAt < CRASH_AGAIN_MS
    crashedAt = performance.now()
    console.error(`The page's process ended (${reason}); ${again ? 'it did so a moment ago, too' : 'loading it again'}.`)
    if (!again) webContents.reload()
  })
}

function keepPlace(window: BrowserWindow, settings: SettingsFile): void {
  try {
    settings.change({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } })
  } catch (error) {
    // A full disk must not keep a window open; it will open at its place of before.
    console.error(`The window's place could not be kept in ${settings.path}.`, error)
  }
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
