import type { Page } from '@playwright/test'
import type { Gallery, Scenario } from './gallery-server'

let openings = 0

/** As in a browser that was never here, for all that the tab shows another scene until now. It must have `beginAnew`. */
export async function openAnew(tab: Page, gallery: Gallery, scenario: Scenario, address: string): Promise<void> {
  openings += 1
  await tab.goto(`${gallery.url}/?opening=${scenario}-${openings}#${address}`)
}

/** Runs in the page, before anything of its own: nothing is left of what an earlier opening remembered. Loading it again is no opening. */
export function beginAnew(): void {
  const opening = new URLSearchParams(location.search).get('opening')
  if (opening === null || sessionStorage.getItem('gallery.opening') === opening) return
  for (const storage of [localStorage, sessionStorage]) storage.clear()
  sessionStorage.setItem('gallery.opening', opening)
  // A tab that was given its token opens at any address.
  sessionStorage.setItem('signalbox.token', opening.replace(/-.*/, ''))
}
