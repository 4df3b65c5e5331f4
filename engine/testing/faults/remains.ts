import { cpSync } from 'node:fs'
import { basename } from 'node:path'

/** What lies in the files at this moment is what a process that dies now leaves behind. */
export function keepRemains(dataFolder: string, remains: string): void {
  cpSync(dataFolder, remains, { recursive: true, filter: (path) => !isGoneWithProcess(basename(path)) })
}

/** Locks, the socket, and what the connections to a database share in memory. */
const isGoneWithProcess = (name: string): boolean => name.startsWith('owner.lock') || name === 'engine.sock' || name.endsWith('-shm')
