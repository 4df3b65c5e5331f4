import type { Json } from '../contract/json'
import { EngineError } from '../core/shared/engine-error'

/** As much of a schema as this needs. */
export interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false }
}

/** A document of the settings as it was stored; `absent` when nobody has stored one. Throws `storage_corrupt`. */
export function storedSetting<T>(name: string, value: Json | null, schema: Schema<T>, absent: T): T {
  if (value === null) return absent
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new EngineError('storage_corrupt', `What the database holds as ${name} cannot be understood by this version of Signalbox. Restore a backup, or use the version that wrote it.`)
}
