import type { BrowserWindowConstructorOptions } from 'electron'
import type { TitleBar } from '../preload/contract'
import type { Colours } from './colours'

/** Height of the page's own bar (px), which the system's buttons must match. */
const BAR_HEIGHT = 40

/** The first Electron whose Linux windows can put the system's buttons over the page. */
const LINUX_OVERLAY_SINCE = 32

export function titleBarFor(platform: string, electronVersion: string): TitleBar {
  if (platform === 'darwin') return 'inset'
  if (platform === 'win32') return 'overlay'
  return Number.parseInt(electronVersion, 10) >= LINUX_OVERLAY_SINCE ? 'overlay' : 'native'
}

export const overlayFor = (colours: Colours) => ({
  color: colours.bar,
  symbolColor: colours.symbol,
  // One pixel is left to the bar's lower border.
  height: BAR_HEIGHT - 1,
})

export function titleBarOptions(titleBar: TitleBar, colours: Colours): BrowserWindowConstructorOptions {
  switch (titleBar) {
    case 'inset':
      return { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 13, y: 13 } }
    case 'overlay':
      return { titleBarStyle: 'hidden', titleBarOverlay: overlayFor(colours) }
    case 'native':
      return {}
  }
}
