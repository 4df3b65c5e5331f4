import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a process is started with so that its wall clock can be set while it runs; its timers go on as they are. */
export interface SettableClock {
  readonly env: Readonly<Record<string, string>>
  /** So many seconds beside the true time. */
  set(seconds: number): void
}

/** The clock is set by a file of the folder. A sentence when clocks cannot be set here. */
export function settableClockIn(folder: string): SettableClock | string {
  const library = findLibrary()
  if (library === null) return NO_LIBRARY
  const file = join(folder, 'clock')
  const set = (seconds: number) => {
    // Whole or as before: the process may read it at any moment.
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    renameSync(`${file}.new`, file)
  }
  set(0)
  return { env: { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1' }, set }
}

/** Why clocks cannot be set here; null when they can. */
export const noSettableClock = (): string | null => (findLibrary() === null ? NO_LIBRARY : null)

const NO_LIBRARY = 'the clock of a process cannot be set here: libfaketime is not installed'

function findLibrary(): string | null {
  if (process.platform !== 'linux') return null
  const places = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime/libfaketimeMT.so.1'))
  return places.find((path) => existsSync(path)) ?? null
}
