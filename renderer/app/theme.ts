import { useSyncExternalStore } from 'react'
import { createStore } from 'zustand/vanilla'
import type { DesktopApi, Theme } from '../../preload/contract'
import { readRemembered, writeRemembered } from '../lib/use-remembered'

const THEMES = ['light', 'dark', 'system'] as const satisfies readonly Theme[]

export interface ThemeStore {
  readonly getState: () => { readonly chosen: Theme; /** What `system` comes to now. */ readonly shown: 'light' | 'dark' }
  readonly subscribe: (listener: () => void) => () => void
  readonly choose: (theme: Theme) => void
}

/** Puts the kept theme on the page at once, follows the system, and tells the desktop what the window should look like. */
export function createThemeStore(desktop: DesktopApi | undefined): ThemeStore {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const resolve = (chosen: Theme) => (chosen === 'system' ? (system.matches ? 'dark' : 'light') : chosen)
  const kept = THEMES.find((theme) => theme === readRemembered('theme')) ?? 'system'
  const store = createStore(() => ({ chosen: kept, shown: resolve(kept) }) satisfies ReturnType<ThemeStore['getState']>)

  const show = (chosen: Theme) => {
    const shown = resolve(chosen)
    document.documentElement.dataset['theme'] = shown
    store.setState({ chosen, shown })
  }
  const choose = (chosen: Theme) => {
    writeRemembered('theme', chosen)
    show(chosen)
    desktop?.setTheme(chosen).catch((cause: unknown) => console.error("Couldn't tell the window its theme.", cause))
  }

  show(kept)
  system.addEventListener('change', () => show(store.getState().chosen))
  desktop?.getTheme().then(show, (cause: unknown) => console.error("Couldn't read the window's theme.", cause))
  return { getState: store.getState, subscribe: store.subscribe, choose }
}

export const useTheme = (store: ThemeStore) => useSyncExternalStore(store.subscribe, store.getState)
