import type { Page } from '@playwright/test'
import type { Scenario } from './gallery-server'

export interface Scene {
  readonly name: string
  readonly scenario: Scenario
  /** The app's own address. */
  readonly address: string
  /** Leads from the opened page to what is shown, and waits until it is there. */
  readonly show: (page: Page) => Promise<void>
  readonly size?: { readonly width: number; readonly height: number }
  /** An open menu belongs to its button and lies in no landmark. */
  readonly menuOpen?: true
}
