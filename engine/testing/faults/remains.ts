import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What lies in the files at this moment is what a process that dies now leaves behind. */
export function keepRemains(dataFolder: string, remains: string): void {
  cpSync(dataFolder, remains, { recursive: true, filter: (path) => !isGoneWithProcess(basename(path)) })
}

/** All that would be kept, down to the last byte: what goes on from the same goes on in the same way. */
export function digestRemains(dataFolder: string): string {
  const hash = createHash('sha256')
  const paths = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((path) => !isGoneWithProcess(basename(path)))
  for (const path of paths.sort()) {
    const place = join(dataFolder, path)
    const stats = statSync(place)
    hash.update(`${path}\0${stats.mode}\0`)
    if (stats.isFile()) hash.update(`${stats.size}\0`).update(readFileSync(place))
  }
  return hash.digest('hex')
}

/** Locks, the socket, and what the connections to a database share in memory. */
const isGoneWithProcess = (name: string): boolean => name.startsWith('owner.lock') || name === 'engine.sock' || name.endsWith('-shm')
