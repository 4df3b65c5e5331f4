import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FolderArtifacts } from '../connectors/artifacts/folder-artifacts'
import { LocalRunFolders } from '../connectors/run-folders/local-run-folders'
import { DEFAULT_SETTINGS } from '../contract/settings'
import { Retention } from '../runtime/retention'
import { openDatabase } from '../storage/open-database'
import { startEngine, succeed } from '../testing/engine-harness'
import { deathsIn } from '../testing/faults/deaths'
import type { Effect } from '../testing/faults/fault'
import { FaultyDriver } from '../testing/faults/faulty-driver'
import { makeRigFolder } from '../testing/faults/make-rig-folder'
import { rigFolder } from '../testing/faults/rig-folder'
import { timesFrom } from '../testing/faults/how-often'
import { RigClock } from '../testing/faults/rig-clock'
import { checkArtifacts } from '../testing/history/check-artifacts'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'

const LARGE = 70_000
const HOURS = 3 * 3_600_000
const OF_RUNS = ['step_runs', 'run_events', 'log_chunks', 'artifact_refs', 'removals'] as const

const PIPELINE = `
name: large
inputs: { letter: { type: string, required: true } }
steps:
  - { id: one, uses: probe, with: { do: fill, letter: "\${{ inputs.letter }}" } }
`

/** A data folder with three runs, each with an artifact of its own and one of which two have the same. */
async function folderWithRuns(): Promise<string> {
  const dataFolder = makeRigFolder()
  const harness = await startEngine({
    dataFolder,
    behaviours: { fill: ({ letter }, { log }) => (log('info', 'filled'), succeed(String(letter).repeat(LARGE))) },
  })
  for (const letter of ['a', 'b', 'a', 'b']) await harness.run(PIPELINE, { letter })
  await harness.stop()
  return dataFolder
}

/** What retention does in one go, letting two runs go; whatever it met is logged and left for the next time. */
async function retain(dataFolder: string, driver: FaultyDriver): Promise<void> {
  const clock = new RigClock(Date.now() + HOURS)
  const { unitOfWork, read } = await openDatabase({ file: join(dataFolder, 'signalbox.db'), connect: driver.connect })
  const retention = new Retention({
    unitOfWork,
    read,
    settings: { get: async () => ({ ...DEFAULT_SETTINGS, history: { days: null, runsPerPipeline: 1 } }) },
    artifacts: new FolderArtifacts(join(dataFolder, 'artifacts')),
    folders: new LocalRunFolders(dataFolder, async () => []),
    clock: clock.life(),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  retention.start()
  await retention.stop()
}

/** What happens before is not this matter. */
async function toOpen(from: string): Promise<FaultyDriver> {
  const dataFolder = rigFolder()
  cpSync(from, dataFolder, { recursive: true })
  const driver = new FaultyDriver()
  const { close } = await openDatabase({ file: join(dataFolder, 'signalbox.db'), connect: driver.connect })
  await close()
  return driver
}

const looks = (dataFolder: string) =>
  onDatabase(join(dataFolder, 'signalbox.db'), (database) => [...checkFile(database), ...checkArtifacts(database, join(dataFolder, 'artifacts'))])

/** What stays is untouched, and the next start goes on with the removal. */
async function checkLeft(left: string, at: string): Promise<void> {
  expect(looks(left), at).toEqual([])
  const next = new FaultyDriver()
  await retain(left, next)
  next.close()
  expect(looks(left), `after the start that followed ${at}`).toEqual([])
  onDatabase(join(left, 'signalbox.db'), (database) => {
    const kept = database.prepare<[], string>('select id from runs').pluck().all()
    expect(kept).toHaveLength(1)
    for (const table of OF_RUNS) expect(database.prepare(`select count(*) from ${table} where run_id <> ?`).pluck().get(kept[0]), table).toBe(0)
  })
  const artifacts: string[] = []
  for await (const batch of new FolderArtifacts(join(left, 'artifacts')).all()) artifacts.push(...batch)
  expect(artifacts).toHaveLength(1)
}

let from: string
beforeAll(async () => {
  from = await folderWithRuns()
})
afterAll(() => rmSync(from, { recursive: true, force: true }))

test('a removal of old runs that dies before or after any statement leaves what stays untouched, and is gone on with', async () => {
  const dataFolder = rigFolder()
  cpSync(from, dataFolder, { recursive: true })
  const opening = await toOpen(from)
  const { statements, left } = await deathsIn(dataFolder, (driver) => retain(dataFolder, driver), opening.statements)
  expect(statements).toBeGreaterThan(30)
  for (const { folder, at } of left) await checkLeft(folder, at)
}, 120_000)

const REFUSALS: readonly { readonly what: string; readonly effect: Effect }[] = [
  { what: 'is refused by the disk at', effect: { kind: 'throw', code: 'SQLITE_IOERR' } },
  { what: 'finds no space at', effect: { kind: 'throw', code: 'SQLITE_FULL' } },
  { what: 'hears of a failure, though it was performed, at', effect: { kind: 'ambiguous', code: 'SQLITE_IOERR_FSYNC' } },
]
const { at, least } = timesFrom(process.env['SIGNALBOX_FAULTS']) > 1 ? ({ at: 'statement', least: 30 } as const) : ({ at: 'commit', least: 8 } as const)

test.each(REFUSALS)(
  `a removal of old runs that $what any ${at} leaves what stays untouched, and is gone on with`,
  async ({ effect }) => {
    const opening = (await toOpen(from))[at === 'commit' ? 'commits' : 'statements']
    for (let nth = opening + 1; ; nth++) {
      const dataFolder = rigFolder()
      cpSync(from, dataFolder, { recursive: true })
      const driver = new FaultyDriver({ at, nth, effect })
      await retain(dataFolder, driver).catch(() => undefined)
      driver.close()
      if (!driver.fired) return expect(nth - opening).toBeGreaterThan(least)
      await checkLeft(dataFolder, `after ${at} ${nth}`)
    }
  },
  120_000,
)
