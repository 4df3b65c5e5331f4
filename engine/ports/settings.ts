import type { Settings } from '../contract/settings'

/** What an admin has decided; read anew at each use. */
export interface SettingsReader {
  get(): Promise<Settings>
}
