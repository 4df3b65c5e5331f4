import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { InProcessBus } from '../bus/in-process-bus'
import { createMasker } from '../connectors/secrets/masker'
import type { UnitOfWork } from '../ports/unit-of-work'
import { LogWriter } from '../runtime/log-writer'
import { aNewRun } from '../testing/builders'
import { openStores } from '../testing/open-stores'
import { systemClock } from './system'

const sourceOf = (step: string) => ({ runId: 'run', stepRunId: `run-${step}`, stepId: step, itemIndex: null, attempt: 1 })
const flooding = sourceOf('flooding')
const quiet = sourceOf('quiet')
const MANY = 2000
/** Of 16 KiB each: more than may wait. */
const flood = Array.from({ length: MANY }, () => 'x'.repeat(16 * 1024)).join('\n')
const chunk = z.object({ first_seq: z.int(), last_seq: z.int(), length: z.int() })
const DROPPED = /^(\d+) lines were dropped here/

/** Logs onto a disk that stands still until it is let go. */
async function onSlowDisk() {
  const { file, read, unitOfWork } = await openStores()
  await unitOfWork.run((tx) => tx.runs.insert(aNewRun({ id: 'run' }), 'SBX-1'))
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  let letGo = (): void => undefined
  const disk = new Promise<void>((resolve) => (letGo = resolve))
  let writes = 0
  const slow: UnitOfWork = {
    run: async (work) => {
      writes++
      await disk
      return unitOfWork.run(work)
    },
  }
  const logs = new LogWriter({ unitOfWork: slow, bus: new InProcessBus(() => undefined), clock: systemClock, logger, masker: () => createMasker([]) })
  const database = new Database(file, { readonly: true })
  onTestFinished(() => void database.close())
  return {
    logs,
    letGo: () => letGo(),
    writes: () => writes,
    chunksOf: () => chunk.array().parse(database.prepare('select first_seq, last_seq, length(lines) as length from log_chunks order by first_seq').all()),
    linesOf: async ({ stepRunId }: { readonly stepRunId: string }) => (await read.log('run', { afterSeq: 0, stepRunId, limit: 500_000 })).map(({ text }) => text),
  }
}

test('long lines are written in several chunks, numbered on and in their order', async () => {
  const { logs, letGo, chunksOf, linesOf } = await onSlowDisk()
  const lines = Array.from({ length: 1000 }, (_, index) => `${index} ${'x'.repeat(16_000)}`)
  letGo()
  logs.add(flooding, 'info', lines.join('\n'))
  await logs.flush()
  const chunks = chunksOf()
  expect([chunks.length > 60, Math.max(...chunks.map(({ length }) => length)) < 300 * 1024]).toEqual([true, true])
  expect(chunks.map(({ first_seq }, index) => first_seq === (chunks[index - 1]?.last_seq ?? 0) + 1)).toEqual(chunks.map(() => true))
  expect(await linesOf(flooding)).toEqual(lines)
})

describe('a disk slower than the log', () => {
  test('costs lines, and every step is told how many of its own, though it has no others', async () => {
    const { logs, letGo, writes, linesOf } = await onSlowDisk()
    logs.add(flooding, 'info', flood)
    const first = logs.flush()
    logs.add(quiet, 'info', 'the only line')
    await logs.flush()
    expect(writes()).toBe(1)
    letGo()
    await first
    await expect.poll(() => linesOf(quiet)).toEqual(['1 lines were dropped here: they came faster than the disk takes them.'])
    const kept = await linesOf(flooding)
    expect(kept.length - 1 + Number(DROPPED.exec(kept.at(-1) ?? '')?.[1])).toBe(MANY)
    const written = writes()
    await logs.flush()
    expect(writes()).toBe(written)
    logs.add(quiet, 'info', 'another')
    await logs.flush()
    expect(await linesOf(quiet)).toEqual([expect.stringMatching(DROPPED), 'another'])
  })

  test('is told of where it happened: before the lines that came later', async () => {
    const { logs, letGo, linesOf } = await onSlowDisk()
    logs.add(flooding, 'info', flood)
    const first = logs.flush()
    logs.add(quiet, 'info', 'lost\nlost too')
    letGo()
    await first
    logs.add(quiet, 'info', 'later')
    await logs.flush()
    expect(await linesOf(quiet)).toEqual([expect.stringMatching(/^2 lines/), 'later'])
  })

  test('keeps no endless number of empty lines waiting', async () => {
    const { logs, letGo, linesOf } = await onSlowDisk()
    logs.add(flooding, 'info', '\n'.repeat(400_000))
    const first = logs.flush()
    letGo()
    await first
    const kept = await linesOf(flooding)
    expect([kept.length < 300_000, kept.at(-1)]).toEqual([true, expect.stringMatching(DROPPED)])
  })
})
