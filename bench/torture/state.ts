import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

const finished = z.object({
  name: z.string(),
  seed: z.int(),
  /** Null: it was done. */
  skipped: z.string().nullable(),
  figures: z.array(z.tuple([z.string(), z.string()])),
  findings: z.array(z.string()),
  ms: z.number(),
})
export type FinishedPart = z.infer<typeof finished>

const state = z.object({ seed: z.int(), startedAt: z.number(), parts: z.array(finished) })
export type ProgrammeState = z.infer<typeof state>

const fileIn = (folder: string): string => join(folder, 'state.json')

/** What was done in this folder before; a new beginning when nothing was. */
export function readState(folder: string, seed: number): ProgrammeState {
  const file = fileIn(folder)
  return existsSync(file) ? state.parse(JSON.parse(readFileSync(file, 'utf8'))) : { seed, startedAt: Date.now(), parts: [] }
}

/** Whole or not at all: whoever is cut off goes on with what was written before. */
export function writeState(folder: string, written: ProgrammeState): void {
  const file = fileIn(folder)
  writeFileSync(`${file}.new`, JSON.stringify(written, null, 2))
  renameSync(`${file}.new`, file)
}
