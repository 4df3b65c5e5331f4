import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Inside the project: native packages are found from there. */
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache')
const FOLDER = 'SIGNALBOX_TEST_PROGRAMS'

/** Where all test files of a run find the programs that one of them built. */
export function programsFolder(): string {
  const folder = process.env[FOLDER]
  if (folder === undefined) throw new Error('programs are built in runs of vitest.config.ts only')
  return folder
}

/** Of Vitest, before any test file. */
export function setup(): void {
  mkdirSync(CACHE, { recursive: true })
  process.env[FOLDER] = mkdtempSync(join(CACHE, 'test-programs-'))
}

/** After all of them. */
export const teardown = (): void => rmSync(programsFolder(), { recursive: true, force: true })
