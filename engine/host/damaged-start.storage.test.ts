import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Connect } from '../storage/open-database'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually, startEngine } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { runChain, serveEngine, type ServedEngine } from '../testing/soundness/served-engine'
import { tempFolder } from '../testing/temp-folder'
import { EngineProcess } from '../testing/torture/engine-process'

/** An engine's process was killed, and then something befell its files. */

describe('an engine that is started on what a killed one left', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  async function killed(before: (file: string) => unknown = () => undefined): Promise<{ folder: string; dataFolder: string; file: string }> {
    const folder = tempFolder()
    const engine = await serveEngine(program.path, { folder })
    for (let run = 0; run < 3; run++) await runChain(engine, `run ${run}`)
    const file = join(engine.dataFolder, 'signalbox.db')
    before(file)
    await engine.kill()
    return { folder, dataFolder: engine.dataFolder, file }
  }

  async function open(dataFolder: string) {
    const harness = await startEngine({ dataFolder, behaviours: {} })
    onTestFinished(() => harness.stop())
    return harness.engine.client
  }

  test('says nothing when nothing befell them', async () => {
    const client = await open((await killed()).dataFolder)
    expect((await client.engine.status()).health).toEqual({ state: 'ok' })
    expect((await client.runs.list({})).total).toBe(3)
  })

  test('starts without the log, and says that something may be missing until a check has found nothing', async () => {
    const { dataFolder, file } = await killed((path) => onDatabase(path, (database) => database.pragma('wal_checkpoint(TRUNCATE)')))
    rmSync(`${file}-wal`)
    const client = await open(dataFolder)
    expect((await client.engine.status()).health).toMatchObject({
      state: 'degraded',
      error: { code: 'storage_corrupt', message: expect.stringContaining('may be missing') },
    })
    expect((await client.runs.list({})).total).toBe(3)
    await client.storage.check()
    await eventually(async () => (await client.engine.status()).health.state === 'ok')
  })

  test('gives no number again that a lost run had', async () => {
    const { folder, file } = await killed((path) => onDatabase(path, (database) => database.pragma('wal_checkpoint(TRUNCATE)')))
    const numbers = async ({ client }: ServedEngine) => (await client.runs.list({})).items.map(({ externalId }) => externalId)
    const losing = await serveEngine(program.path, { folder })
    for (const key of ['lost', 'lost too']) await runChain(losing, key)
    expect(await numbers(losing)).toEqual(['SBX-5', 'SBX-4', 'SBX-3', 'SBX-2', 'SBX-1'])
    await losing.kill()
    rmSync(`${file}-wal`)
    const next = await serveEngine(program.path, { folder })
    expect(await numbers(next)).toEqual(['SBX-3', 'SBX-2', 'SBX-1'])
    await runChain(next, 'after')
    const [after = ''] = await numbers(next)
    expect(Number(after.slice('SBX-'.length))).toBeGreaterThan(5)
  })

  test('is refused without the log where that held everything: the file does not pass for one that never began', async () => {
    const { dataFolder, file } = await killed()
    rmSync(`${file}-wal`)
    const bytes = readFileSync(file)
    for (let start = 0; start < 2; start++) {
      await expect(open(dataFolder)).rejects.toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining('it holds nothing') })
      expect(readFileSync(file).equals(bytes)).toBe(true)
    }
  })

  test('starts without the database that was moved away, also where the first such start is cut short', async () => {
    const { dataFolder, file } = await killed()
    for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
    const dying: Connect = (path, options) => {
      const database = new Database(path, options)
      const prepare = database.prepare.bind(database)
      // After the pragmas, which make a file without anything in it.
      return Object.defineProperty(database, 'prepare', { value: (text: string) => (/kysely|create table/i.test(text) ? expect.fail('cut short') : prepare(text)) })
    }
    await expect(startEngine({ dataFolder, behaviours: {}, config: { connect: dying } })).rejects.toThrow('cut short')
    expect(statSync(file).size).toBeGreaterThan(0)
    const client = await open(dataFolder)
    expect([(await client.engine.status()).health, (await client.runs.list({})).total]).toEqual([{ state: 'ok' }, 0])
  })

  test('is refused each time in the same way by a damaged file, which stays as it is', async () => {
    const { folder, file } = await killed()
    const bytes = readFileSync(file).fill(0xa5, 0, 100)
    writeFileSync(file, bytes)
    for (let start = 0; start < 3; start++) {
      const again = new EngineProcess([program.path], folder, () => undefined)
      onTestFinished(() => again.kill())
      await expect(again.ready).rejects.toThrow("the engine's process ended (code 1)")
      expect(readFileSync(file).equals(bytes)).toBe(true)
    }
    expect(readFileSync(join(folder, 'engine.log'), 'utf8')).toContain('does not begin as a database does')
  })

  test('that was killed while it made backups has left none that is not whole, and makes them again', async () => {
    const folder = tempFolder()
    const to = join(tempFolder(), 'copy')
    for (let kills = 0; kills < 4; kills++) {
      const engine = await serveEngine(program.path, { folder })
      await runChain(engine, `before kill ${kills}`)
      await engine.client.storage.backup({ to: `${to}-${kills}` })
      await delay(kills * 15)
      await engine.kill()
    }
    const last = await serveEngine(program.path, { folder })
    for (let kills = 0; kills < 4; kills++) {
      if (existsSync(`${to}-${kills}`)) expect(onDatabase(join(`${to}-${kills}`, 'signalbox.db'), checkFile)).toEqual([])
      else {
        await last.client.storage.backup({ to: `${to}-${kills}` })
        await eventually(async () => (await last.client.storage.status()).job?.state === 'done')
        expect(onDatabase(join(`${to}-${kills}`, 'signalbox.db'), checkFile)).toEqual([])
      }
      expect(existsSync(`${to}-${kills}.partial`)).toBe(false)
    }
    expect(await runChain(last, 'after all')).toBe('succeeded')
  }, 60_000)
})
