import type { MainWindow } from './main-window'
import type { Notifier } from './notifications/notifier'
import type { SettingsFile } from './settings-file'
import { hasTrayHost } from './tray/tray-host'
import type { TrayIcon } from './tray/tray-icon'

export interface CloseToTrayParts {
  readonly window: MainWindow
  readonly tray: TrayIcon
  readonly notifier: Notifier
  readonly settings: SettingsFile
  quit(): void
}

const PLACES: Readonly<Record<string, string>> = { darwin: 'menu bar', win32: 'notification area' }

/** What closing the window does: work goes on in the tray, or, where nothing shows a tray icon, the app quits. */
export class CloseToTray {
  readonly #parts: CloseToTrayParts
  /** Whether someone was there to show the icon when it was made. */
  #iconIsShown: Promise<boolean>

  constructor(parts: CloseToTrayParts) {
    this.#parts = parts
    this.#iconIsShown = hasTrayHost()
  }

  async close(): Promise<void> {
    const { window, tray, quit } = this.#parts
    if (!(await hasTrayHost())) return quit()
    if (!(await this.#iconIsShown)) tray.renew()
    this.#iconIsShown = Promise.resolve(true)
    window.hide()
    this.#explainOnce()
  }

  #explainOnce(): void {
    const { window, notifier, settings } = this.#parts
    if (settings.settings.trayExplained || !notifier.isSupported) return
    const place = PLACES[process.platform] ?? 'tray'
    notifier.show(
      { title: `Signalbox stays in the ${place}`, body: 'Runs go on while its window is closed. To end it, choose Quit in the menu of its icon.' },
      () => window.show(),
    )
    try {
      settings.change({ trayExplained: true })
    } catch (error) {
      // A full disk: it will be explained once more.
      console.error(`That the tray was explained could not be kept in ${settings.path}.`, error)
    }
  }
}
