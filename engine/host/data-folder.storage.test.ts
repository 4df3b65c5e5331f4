import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { startEngine, succeed, type EngineHarness } from '../testing/engine-harness'
import { onDatabase } from '../testing/on-database'
import { tempFolder } from '../testing/temp-folder'
import { EngineProcess } from '../testing/torture/engine-process'
import { readLedger } from '../testing/torture/ledger'
import { dataFolder as tortureDataFolder, ledgerFile } from '../testing/torture/serve'

/** Who may use a data folder, and what is done with one that cannot be used. */

const behaviours = { echo: ({ value }: { value?: unknown }) => succeed(typeof value === 'number' ? value : null) }
const PIPELINE = 'name: echo\nsteps: [{ id: only, uses: probe, with: { do: echo, value: 1 } }]'

const open = async (dataFolder: string): Promise<EngineHarness> => {
  const harness = await startEngine({ dataFolder, behaviours })
  onTestFinished(() => harness.stop())
  return harness
}
const contentOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** That many killed owners are followed by others in torture.storage.test.ts. */
const TIMES = 50

describe('a data folder', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  test(`has one owner: a second is refused at once, by the number of the first, who does not notice (${TIMES} times)`, async () => {
    const folder = tempFolder()
    const owner = new EngineProcess([program.path], folder, () => undefined)
    onTestFinished(() => owner.kill())
    await owner.ready
    const tookMs: number[] = []
    for (let time = 0; time < TIMES; time++) {
      const asked = performance.now()
      await expect(startEngine({ dataFolder: tortureDataFolder(folder), behaviours })).rejects.toMatchObject({
        code: 'data_folder_in_use',
        message: expect.stringContaining(`process ${owner.pid}`),
        details: { pid: owner.pid },
      })
      tookMs.push(performance.now() - asked)
    }
    expect(Math.max(...tookMs)).toBeLessThan(2000)
    await owner.ask({ ask: 'start', pipeline: 'chain', input: {}, key: 'still there', priority: 0 })
    await expect.poll(() => readLedger(ledgerFile(folder)).length, { timeout: 10_000 }).toBe(4)
  }, 60_000)

  test('is free as soon as its owner was killed', async () => {
    const folder = tempFolder()
    const owner = new EngineProcess([program.path], folder, () => undefined)
    await owner.ready
    await owner.kill()
    const harness = await open(tortureDataFolder(folder))
    expect((await harness.run(PIPELINE)).status).toBe('succeeded')
  })

  test('is free after its owner has closed it', async () => {
    const folder = tempFolder()
    const first = await startEngine({ dataFolder: folder, behaviours })
    await first.stop()
    const second = await open(folder)
    expect((await second.run(PIPELINE)).status).toBe('succeeded')
  })
})

describe('a database that cannot be used', () => {
  /** A folder in which an engine has worked, and its database file. */
  async function used(): Promise<{ folder: string; file: string }> {
    const folder = tempFolder()
    const harness = await startEngine({ dataFolder: folder, behaviours })
    for (let run = 0; run < 5; run++) await harness.run(PIPELINE)
    await harness.stop()
    return { folder, file: join(folder, 'signalbox.db') }
  }

  test('because a newer version wrote it, is refused and left as it is', async () => {
    const { folder, file } = await used()
    onDatabase(file, (database) => database.exec("insert into kysely_migration values ('9999-from-the-future', '2099')"))
    const before = contentOf(file)
    await expect(startEngine({ dataFolder: folder, behaviours })).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('9999-from-the-future'),
    })
    expect(contentOf(file)).toBe(before)
  })

  test.each<[string, (file: string) => void]>([
    ['its header is garbage', (file) => overwrite(file, 0, 100)],
    ['every page but the first is garbage', (file) => overwrite(file, 4096, readFileSync(file).length - 4096)],
    ['it was cut short', (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2 / 4096) * 4096)],
    ['it is another kind of file', (file) => writeFileSync(file, 'Dear diary,\n'.repeat(1000))],
  ])('because %s, is refused with its path, and left as it is', async (_what, damage) => {
    const { folder, file } = await used()
    damage(file)
    const before = contentOf(file)
    await expect(startEngine({ dataFolder: folder, behaviours })).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(file) })
    expect(contentOf(file)).toBe(before)
    // Nothing holds the folder: with the file moved away it works.
    rmSync(file)
    const harness = await open(folder)
    expect((await harness.run(PIPELINE)).status).toBe('succeeded')
  })

  test('does not come to be when the folder cannot be written', async () => {
    const file = join(tempFolder(), 'a file')
    writeFileSync(file, '')
    await expect(startEngine({ dataFolder: join(file, 'data'), behaviours })).rejects.toMatchObject({
      code: 'data_folder_unusable',
      message: expect.stringContaining('Choose another folder'),
    })
    expect(existsSync(join(file, 'data'))).toBe(false)
  })
})

function overwrite(file: string, from: number, length: number): void {
  const bytes = readFileSync(file)
  bytes.fill(0xa5, from, from + length)
  writeFileSync(file, bytes)
}
