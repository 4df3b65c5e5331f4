import { statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { failCalls, noFailingCalls, type FailingCalls } from '../testing/soundness/failing-calls'
import { runChain, serveEngine, type ServedEngine } from '../testing/soundness/served-engine'

/** A disk whose calls fail under an engine at work: what was confirmed stays, nothing is confirmed that was not done, and work goes on when it can. */

const healthOf = async ({ client }: ServedEngine) => (await client.engine.status()).health

/** Submits until one is refused; those before were confirmed. */
async function untilRefused(
  { client }: ServedEngine,
  round: number,
): Promise<{ readonly accepted: readonly string[]; readonly key: string; readonly error: unknown }> {
  const accepted: string[] = []
  for (let count = 0; count < 200; count++) {
    const key = `round ${round}, submission ${count}`
    try {
      accepted.push((await client.runs.start({ pipeline: 'chain', input: {}, idempotencyKey: key })).runId)
    } catch (error) {
      return { accepted, key, error }
    }
  }
  throw new Error('nothing was refused')
}

const unable = noFailingCalls()
const TIMES = 10
const CHECKPOINTS = 3

const LARGE_INPUT = 'name: large\ninputs: { text: { type: string, required: true } }\nsteps: [{ id: only, uses: ledger }]'
/** Of each such run, in bytes: nearly as much as one may be given. */
const INPUT = 1_000_000
/** So long the log becomes before SQLite works it into the file by itself: 4,000 pages, each with its header (bytes). */
const OF_ONE_CHECKPOINT = 4000 * (4096 + 24)

describe.skipIf(unable !== null)(`calls to the disk that fail${unable === null ? '' : ` (${unable})`}`, () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  const failures: readonly (readonly [string, number, string, Omit<FailingCalls, 'paths'>])[] = [
    ['the log of the database is not flushed (EIO)', TIMES, 'storage_failed', { calls: ['fsync', 'fdatasync'], error: 'EIO' }],
    ['there is no room for the log of the database (ENOSPC)', TIMES, 'storage_full', { calls: ['pwrite64'], error: 'ENOSPC' }],
    ['the log of the database cannot be written (EIO)', 2, 'storage_failed', { calls: ['pwrite64'], error: 'EIO' }],
  ]

  test.each(failures)(
    'when %s, %d times: nothing is confirmed, the engine says so, and goes on by itself',
    async (_what, times, code, failing) => {
      const engine = await serveEngine(program.path)
      const confirmed: string[] = []
      for (let round = 0; round < times; round++) {
        expect(await runChain(engine, `before ${round}`)).toBe('succeeded')
        const atWork = await engine.client.runs.start({ pipeline: 'chain', input: {}, idempotencyKey: `at work ${round}` })
        const mend = await failCalls(engine.process.pid, { ...failing, paths: [join(engine.dataFolder, 'signalbox.db-wal')] })
        const before = (await engine.client.runs.list({})).total
        const { accepted, key, error } = await untilRefused(engine, round)
        expect(error).toMatchObject({ code })
        await eventually(async () => (await healthOf(engine)).state === 'degraded')
        expect(await healthOf(engine)).toMatchObject({ error: { code } })
        expect((await engine.client.runs.list({})).total).toBe(before + accepted.length)
        await mend()
        expect(await runChain(engine, key)).toBe('succeeded')
        confirmed.push(atWork.runId, ...accepted)
        await eventually(async () => (await healthOf(engine)).state === 'ok')
      }
      for (const runId of confirmed) await eventually(async () => (await engine.client.runs.get({ run: runId })).status === 'succeeded', 20_000)
      await engine.kill()
      expect(onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile)).toEqual([])
    },
    120_000,
  )

  test(`when there is no room for the database file itself, ${CHECKPOINTS} times: commits stay in the log, and nothing is lost`, async () => {
    const engine = await serveEngine(program.path)
    const { client } = engine
    await client.pipelines.save({ text: LARGE_INPUT })
    const file = join(engine.dataFolder, 'signalbox.db')
    const submit = async (key: string) => (await client.runs.start({ pipeline: 'large', input: { text: key.padEnd(INPUT, '.') }, idempotencyKey: key })).runId
    const runs: string[] = []
    const logged = () => statSync(`${file}-wal`).size
    for (let round = 0; round < CHECKPOINTS; round++) {
      onDatabase(file, (database) => database.pragma('wal_checkpoint(TRUNCATE)'))
      const before = statSync(file).size
      // Much less than a checkpoint waits for; what is more comes when it must fail.
      for (let count = 0; count < 3; count++) runs.push(await submit(`${round} before ${count}`))
      const mend = await failCalls(engine.process.pid, { calls: ['pwrite64', 'ftruncate'], error: 'ENOSPC', paths: [file] })
      for (let count = 0; logged() < OF_ONE_CHECKPOINT + INPUT && count < 20; count++) runs.push(await submit(`${round} ${count}`))
      expect(await runChain(engine, `with a full disk ${round}`)).toBe('succeeded')
      expect(await healthOf(engine)).toEqual({ state: 'ok' })
      // Checkpoints were tried, and came to nothing.
      expect([statSync(file).size, logged() > OF_ONE_CHECKPOINT]).toEqual([before, true])
      await mend()
      expect(await runChain(engine, `with room ${round}`)).toBe('succeeded')
      expect(statSync(file).size - before).toBeGreaterThan(3 * INPUT)
    }
    for (const runId of runs) await eventually(async () => (await client.runs.get({ run: runId })).status === 'succeeded')
    await engine.kill()
    const texts = onDatabase(file, (database) => database.prepare<[], number>("select length(input) from runs where pipeline_name = 'large'").pluck().all())
    expect([texts.length, Math.min(...texts) > INPUT]).toEqual([runs.length, true])
    expect(onDatabase(file, checkFile)).toEqual([])
  }, 60_000)

  test(`when there is no room for the engine's own log, ${TIMES} times: work goes on`, async () => {
    const engine = await serveEngine(program.path)
    for (let time = 0; time < TIMES; time++) {
      const mend = await failCalls(engine.process.pid, { calls: ['write', 'pwrite64'], error: 'ENOSPC', paths: [join(engine.dataFolder, 'engine.log')] })
      expect(await runChain(engine, `without a log ${time}`)).toBe('succeeded')
      expect(await healthOf(engine)).toEqual({ state: 'ok' })
      await mend()
    }
  }, 60_000)
})
