import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { tempFolder } from './temp-folder'

export interface SmallDisk {
  readonly folder: string
  /** Leaves not one byte free. */
  fill(): void
  free(): void
}

/** A disk of its own, in memory, gone after the test; a sentence that says why there is none where that needs rights we lack. */
export function mountSmallDisk(megabytes: number): SmallDisk | string {
  const folder = join(tempFolder(), 'disk')
  mkdirSync(folder)
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'signalbox-test', folder], { encoding: 'utf8' })
  if (status !== 0) return `a small disk cannot be mounted here: ${error?.message ?? stderr.trim()}`
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]))
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const descriptor = openSync(filler, 'a')
      try {
        for (let size = 1024 * 1024; size > 0;) if (!appended(descriptor, size)) size = Math.floor(size / 2)
      } finally {
        closeSync(descriptor)
      }
    },
    free: () => rmSync(filler),
  }
}

function appended(descriptor: number, bytes: number): boolean {
  try {
    return writeSync(descriptor, Buffer.alloc(bytes)) === bytes
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return false
    throw thrown
  }
}
