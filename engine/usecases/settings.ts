import { DEFAULT_SETTINGS, settings as schema, type Settings } from '../contract/settings'
import { privateHostFault } from '../core/settings/private-host'
import { EngineError } from '../core/shared/engine-error'
import type { ReadStores } from '../ports/read-stores'
import type { SettingsReader } from '../ports/settings'
import type { Transaction } from '../ports/unit-of-work'
import { requireSecret } from './secrets'
import { storedSetting } from './stored-setting'

const SETTING = 'settings'

/** Parts that did not exist when they were stored have their defaults. */
export function settingsOf(read: Pick<ReadStores, 'setting'>): SettingsReader {
  return { get: async () => storedSetting('the settings', await read.setting(SETTING), schema, DEFAULT_SETTINGS) }
}

export interface SettingsRules {
  readonly now: number
  isAbsolute(path: string): boolean
}

/** Replaces all of it. Throws `request_invalid`, `secret_not_found`. */
export async function saveSettings(tx: Transaction, settings: Settings, { now, isAbsolute }: SettingsRules): Promise<Settings> {
  const faults = settings.allowedPrivateHosts.flatMap((entry) => privateHostFault(entry) ?? [])
  const [relative] = settings.fileRoots.filter((root) => !isAbsolute(root))
  if (relative !== undefined) faults.push(`"${relative}" is not an absolute path: a folder that steps may use is written from its root on.`)
  const [fault] = faults
  if (fault !== undefined) throw new EngineError('request_invalid', fault)
  if (settings.email !== null && settings.email.password !== null) await requireSecret(tx, settings.email.password)
  await tx.settings.put(SETTING, settings, now)
  return settings
}
