import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from '../../engine/testing/torture/engine-process'
import type { Part } from './part'
import { toMarkdown } from './report'
import { readState, writeState, type FinishedPart, type ProgrammeState } from './state'

export interface ProgrammeOptions {
  readonly program: Program
  readonly folder: string
  readonly sources: string
  readonly seed: number
  /** The time for all parts together; by their shares of an hour unless given. */
  readonly minutes?: number | undefined
  readonly progress: (text: string) => void
}

const MINUTE_MS = 60_000

/** Goes through the parts that are not done yet, one after the other, and writes down what each comes to before it goes on. */
export async function runProgramme(parts: readonly Part[], { program, folder, sources, seed, minutes, progress }: ProgrammeOptions): Promise<ProgrammeState> {
  const usual = parts.reduce((sum, part) => sum + part.minutes, 0)
  const scale = minutes === undefined ? 1 : minutes / usual
  let state = readState(folder, seed)
  for (const [index, part] of parts.entries()) {
    if (state.parts.some(({ name }) => name === part.name)) continue
    const begun = Date.now()
    const own = { name: part.name, seed: state.seed + index }
    const skipped = part.missing?.() ?? null
    let done: Pick<FinishedPart, 'figures' | 'findings'> = { figures: [], findings: [] }
    if (skipped === null) {
      const place = join(folder, part.name)
      rmSync(place, { recursive: true, force: true })
      mkdirSync(place, { recursive: true })
      const until = begun + part.minutes * scale * MINUTE_MS
      const { figures, findings } = await part.run({
        program,
        folder: place,
        seed: own.seed,
        until,
        sources,
        progress: (text) => progress(`${part.name}: ${text}`),
      })
      done = { figures: figures.map(([what, figure]) => [what, figure]), findings: [...findings] }
      if (findings.length === 0) rmSync(place, { recursive: true, force: true })
    }
    state = { ...state, parts: [...state.parts, { ...own, ...done, skipped, ms: Date.now() - begun }] }
    writeState(folder, state)
    writeFileSync(join(folder, 'report.md'), toMarkdown(state, parts))
  }
  return state
}
