import type { MenuItemConstructorOptions } from 'electron'

export interface MenuParts {
  readonly platform: string
  /** Reloading and inspecting the page are for developers of the app. */
  readonly development: boolean
  showDataFolder(): void
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** The menus that each platform's people look for, with the platform's own shortcuts (Electron's roles bring them). */
export function menuTemplate({ platform, development, showDataFolder }: MenuParts): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const inspect: MenuItemConstructorOptions[] = [{ role: 'reload' }, { role: 'toggleDevTools' }, SEPARATOR]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: mac ? [{ role: 'close' }] : [{ role: 'close' }, SEPARATOR, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [...(development ? inspect : []), { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, SEPARATOR, { role: 'togglefullscreen' }],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Show data folder', click: showDataFolder }, ...(mac ? [] : [SEPARATOR, { role: 'about' } as const])],
    },
  ]
}
