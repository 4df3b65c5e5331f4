import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as z from 'zod'

const settings = z.object({
  theme: z.enum(['light', 'dark', 'system']).catch('system'),
  window: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive(), maximized: z.boolean() }).nullable().catch(null),
  /** Whether the person was told where the app is when its window is closed. */
  trayExplained: z.boolean().catch(false),
})
export type Settings = z.infer<typeof settings>
export type WindowPlace = NonNullable<Settings['window']>

const DEFAULTS: Settings = { theme: 'system', window: null, trayExplained: false }

/**
 * The shell's own few settings. What cannot be understood is replaced by its default: a lost window position must not
 * keep the app from starting.
 */
export class SettingsFile {
  #settings: Settings

  constructor(readonly path: string) {
    this.#settings = read(path)
  }

  get settings(): Settings {
    return this.#settings
  }

  /** On disk when it returns; after a crash the file is the one before or this one, never a part. */
  change(changes: Partial<Settings>): void {
    this.#settings = { ...this.#settings, ...changes }
    mkdirSync(dirname(this.path), { recursive: true })
    const beside = `${this.path}.new`
    const file = openSync(beside, 'w', 0o600)
    try {
      writeSync(file, `${JSON.stringify(this.#settings, null, 2)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, this.path)
  }
}

function read(path: string): Settings {
  try {
    return settings.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Not there yet, or not ours: either way the defaults hold until the first change.
    return DEFAULTS
  }
}
