import { statSync } from 'node:fs'

/** When anything was last written into a database, by the time of its files; undefined when there is none. To be asked before it is opened. */
export function lastWritten(file: string): number | undefined {
  const times = [file, `${file}-wal`].flatMap((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? [])
  return times.length === 0 ? undefined : Math.max(...times)
}
