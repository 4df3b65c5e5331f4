import type { DesktopApi } from '../../preload/contract'

/** What only the desktop app can do; undefined in a browser, where what needs it is not offered. */
export const desktop = (): DesktopApi | undefined => window.desktop
