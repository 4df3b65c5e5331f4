import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import * as z from 'zod'

const runtime = z.object({ folder: z.string(), executable: z.string(), version: z.string(), shipped: z.boolean() })
export type ElectronRuntime = z.infer<typeof runtime>

let found: ElectronRuntime | null = null

/** The Electron to test on: see tools/electron-runtime.mjs. */
export function electronRuntime(): ElectronRuntime {
  found ??= runtime.parse(JSON.parse(execFileSync(process.execPath, [resolve('tools/electron-runtime.mjs')], { encoding: 'utf8' })))
  return found
}
