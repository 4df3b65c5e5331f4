import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed } from '../testing/engine-harness'
import { imageOf } from '../testing/soundness/folder-image'
import { tempFolder } from '../testing/temp-folder'
import { restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'

const PAGE = 4096
const behaviours = { give: () => succeed('x'.repeat(70_000)) }
const PIPELINE = 'name: give\nsteps: [{ id: only, uses: probe, with: { do: give } }]'
const RUNS = 12

async function used(): Promise<{ folder: string; file: string }> {
  const folder = tempFolder()
  const harness = await startEngine({ dataFolder: folder, behaviours })
  for (let run = 0; run < RUNS; run++) await harness.run(PIPELINE)
  await harness.stop()
  return { folder, file: join(folder, 'signalbox.db') }
}

const overwrite = (file: string, from: number, length: number) => writeFileSync(file, readFileSync(file).fill(0xa5, from, from + length))
const salvage = (dataFolder: string, to: string) => salvageFolder({ dataFolder, to }, () => undefined)
const rowsOf = ({ tables }: Awaited<ReturnType<typeof salvage>>, table: string) => tables.find(({ name }) => name === table)?.rows

const thrownOf = (report: unknown): unknown => (report instanceof Error && 'code' in report ? report.code : null)

describe('what can be read of a damaged data folder', () => {
  test('is all of it when only the beginning of the file is gone, and can be worked with', async () => {
    const { folder, file } = await used()
    overwrite(file, 0, 100)
    const before = imageOf(folder)
    const to = join(tempFolder(), 'salvaged')
    const report = await salvage(folder, to)
    expect([rowsOf(report, 'runs'), rowsOf(report, 'step_runs'), report.tables.filter(({ isDamaged }) => isDamaged)]).toEqual([RUNS, RUNS, []])
    expect(report).toMatchObject({ folder: to, artifacts: 1, missingArtifacts: 0 })
    expect(imageOf(folder)).toEqual(before)

    await restoreBackup({ from: to, dataFolder: folder, moveAside: true, now: 0 }, () => undefined)
    const harness = await startEngine({ dataFolder: folder, behaviours })
    onTestFinished(() => harness.stop())
    expect((await harness.engine.client.runs.list({})).total).toBe(RUNS)
    expect((await harness.run(PIPELINE)).status).toBe('succeeded')
  })

  test('is what lies before and behind a damaged page; without the pages that say what the tables are it is nothing', async () => {
    const { folder, file } = await used()
    const whole = readFileSync(file)
    const pages = whole.length / PAGE
    const tried = { found: 0, nothing: 0 }
    for (let page = 1; page < pages; page += 8) {
      writeFileSync(file, Buffer.from(whole).fill(0xa5, page * PAGE, (page + 1) * PAGE))
      const to = join(tempFolder(), 'salvaged')
      const report = await salvage(folder, to).catch((thrown: unknown) => thrown)
      if (thrownOf(report) === 'storage_corrupt') tried.nothing += 1
      else tried.found += 1
      expect(existsSync(join(to, 'damaged.db'))).toBe(false)
    }
    expect(tried.found).toBeGreaterThan(tried.nothing * 3)
  })

  test('is nothing of a file that is none: it says so, and leaves nothing behind', async () => {
    const { folder, file } = await used()
    writeFileSync(file, 'Dear diary,\n'.repeat(1000))
    const beside = tempFolder()
    await expect(salvage(folder, join(beside, 'salvaged'))).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(folder) })
    expect(readdirSync(beside)).toEqual([])
    rmSync(file)
    await expect(salvage(folder, join(beside, 'salvaged'))).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('replaces nothing', async () => {
    const { folder } = await used()
    const taken = tempFolder()
    writeFileSync(join(taken, 'mine'), '')
    await expect(salvage(folder, taken)).rejects.toMatchObject({ code: 'file_exists' })
  })
})
