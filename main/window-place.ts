import type { Rectangle } from 'electron'
import type { WindowPlace } from './settings-file'

const USUAL = { width: 1280, height: 820 }
export const SMALLEST = { width: 880, height: 560 }

/** So much of the window's top must be on a screen (px) for a hand to catch it. */
const VISIBLE = { width: 120, height: 40 }

/** Where to open: where it was, if a screen still shows it there, otherwise in the middle at the usual size. */
export function placeWindow(kept: WindowPlace | null, screens: readonly Rectangle[]): Partial<Rectangle> {
  if (kept === null) return fit(USUAL, screens[0])
  const size = { width: Math.max(kept.width, SMALLEST.width), height: Math.max(kept.height, SMALLEST.height) }
  const screen = screens.find((candidate) => showsTop(candidate, { ...size, x: kept.x, y: kept.y }))
  return screen === undefined ? fit(size, screens[0]) : { ...fit(size, screen), x: kept.x, y: kept.y }
}

const fit = (size: Readonly<{ width: number; height: number }>, screen: Rectangle | undefined) => ({
  width: Math.min(size.width, screen?.width ?? size.width),
  height: Math.min(size.height, screen?.height ?? size.height),
})

function showsTop(screen: Rectangle, window: Rectangle): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x)
  return across >= VISIBLE.width && window.y >= screen.y && window.y + VISIBLE.height <= screen.y + screen.height
}
