import { Menu, type MenuItemConstructorOptions, Tray } from 'electron'
import { trayImage } from './tray-images'
import type { TrayAction, TrayItem, TrayModel } from './tray-model'

export interface TrayIconParts {
  /** Of the pictures. */
  readonly folder: string
  perform(action: TrayAction): void
}

/** Draws what the model says, and only what has changed: a menu that is open would close. */
export class TrayIcon {
  readonly #parts: TrayIconParts
  #tray: Tray | null = null
  #shown: TrayModel | null = null

  constructor(parts: TrayIconParts) {
    this.#parts = parts
  }

  show(model: TrayModel): void {
    const before = this.#shown
    const tray = this.#tray ?? this.#create(model)
    this.#shown = model
    if (before !== null && before.state !== model.state) tray.setImage(trayImage(this.#parts.folder, model.state))
    if (before?.tooltip !== model.tooltip) tray.setToolTip(model.tooltip)
    if (JSON.stringify(before?.menu) !== JSON.stringify(model.menu)) tray.setContextMenu(Menu.buildFromTemplate(model.menu.map((item) => this.#item(item))))
  }

  /** Puts the icon there anew: a panel that started after the app has not heard of the one before. */
  renew(): void {
    const model = this.#shown
    this.#tray?.destroy()
    this.#tray = null
    this.#shown = null
    if (model !== null) this.show(model)
  }

  #create(model: TrayModel): Tray {
    const tray = new Tray(trayImage(this.#parts.folder, model.state))
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') tray.on('click', () => this.#parts.perform({ kind: 'open', route: null }))
    this.#tray = tray
    return tray
  }

  #item(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'heading':
        return { label: item.label, enabled: false }
      case 'action':
        return { label: item.label.replaceAll('&', '&&'), click: () => this.#parts.perform(item.action) }
    }
  }
}
