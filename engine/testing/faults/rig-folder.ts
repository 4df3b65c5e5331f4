import { rmSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { makeRigFolder } from './make-rig-folder'

/** An empty folder for faults, removed when the test that asked for it has ended. */
export function rigFolder(): string {
  const folder = makeRigFolder()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
