import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workerSources } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { createProgram } from './program'
import { attached } from './testing/attached'

test('a command that finds the log of a killed engine gone says once that what was confirmed last may be missing', async () => {
  const dataFolder = join(tempFolder(), 'data')
  const pipeline = join(tempFolder(), 'well.yaml')
  writeFileSync(pipeline, 'name: well\nsteps: [{ id: only, uses: wait, with: { for: 1ms } }]')
  const { context, notes } = attached({ dataFolder, workers: workerSources })
  const notesOf = async (...argv: readonly string[]): Promise<readonly string[]> => {
    notes.length = 0
    let code: number | null = null
    await createProgram(context, (ended) => (code = ended)).parseAsync(argv, { from: 'user' })
    expect(code).toBe(0)
    return notes.filter((note) => note.includes('may be missing'))
  }
  /** A clean end leaves no log; to whoever comes next it is one that was killed. */
  const killed = () => writeFileSync(join(dataFolder, 'owner.json'), JSON.stringify({ pid: 1, hasDatabase: true }))

  expect(await notesOf('run', pipeline, '--json')).toEqual([])
  for (const argv of [['run', pipeline, '--json'], ['runs'], ['check']]) {
    killed()
    expect(await notesOf(...argv)).toEqual([expect.stringMatching(/^Signalbox ended without closing its database, and its log .*-wal is gone.* \[storage_corrupt\]$/)])
  }
  expect(await notesOf('runs')).toEqual([])
})
