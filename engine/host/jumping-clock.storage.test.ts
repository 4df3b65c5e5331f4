import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { eventually } from '../testing/engine-harness'
import { checkFile } from '../testing/history/check-file'
import { onDatabase } from '../testing/on-database'
import { serveEngine } from '../testing/soundness/served-engine'
import { settableClock } from '../testing/soundness/set-clock'
import { tempFolder } from '../testing/temp-folder'
import { readLedger } from '../testing/torture/ledger'
import { ledgerFile } from '../testing/torture/serve'

const HOUR = 3600
const TEN_YEARS = 10 * 365 * 24 * HOUR
const JUMPS = [HOUR, -HOUR, TEN_YEARS, -TEN_YEARS, 0]
const ROUNDS = 20

describe('a wall clock that is set again and again under an engine at work', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  test(`by an hour or ten years, both ways, each ${ROUNDS} times: no lease runs out early or never, nothing is done twice, ids stay unique and in order`, async (context) => {
    const clock = settableClock()
    if (typeof clock === 'string') return context.skip(clock)
    const folder = tempFolder()
    const engine = await serveEngine(program.path, { folder, env: clock.env })
    const { client } = engine
    const runs: string[] = []
    let mapped = 0
    const isOver = async (runId: string) => (await client.runs.get({ run: runId })).status === 'succeeded'
    for (let round = 0; round < ROUNDS; round++)
      for (const jump of JUMPS) {
        const key = `${round} ${jump}`
        const { runId } = await client.runs.start({ pipeline: 'chain', input: {}, idempotencyKey: key })
        runs.push(runId)
        // While it is at work: its lease is that of the time before.
        clock.set(jump)
        await eventually(() => isOver(runId), 10_000)
        if ((round + JUMPS.indexOf(jump)) % JUMPS.length > 0) continue
        runs.push((await client.runs.start({ pipeline: 'fan', input: { list: ['a', 'b', 'c'] }, idempotencyKey: `fan ${key}` })).runId)
        mapped += 1
      }
    // Waits end by the times that were stored: those of a clock that was ahead come when it is as late again.
    const { runId: waits } = await client.runs.start({ pipeline: 'patient', input: {}, idempotencyKey: 'waits' })
    clock.set(TEN_YEARS)
    await eventually(() => isOver(waits), 10_000)
    for (const runId of runs) await eventually(() => isOver(runId), 20_000)
    expect(new Set(runs).size).toBe(runs.length)
    expect(runs.toSorted()).toEqual(runs)
    expect((await client.engine.status()).health).toEqual({ state: 'ok' })
    await engine.kill()

    const calls = readLedger(ledgerFile(folder)).filter(({ runId }) => runId !== waits)
    const done = calls.map(({ runId, stepId, itemIndex }) => `${runId} ${stepId} ${itemIndex}`)
    expect(done.length).toBe(runs.length * 4 + mapped * 2)
    expect(new Set(done).size).toBe(done.length)
    // The times that a history tells are those of the clock; its order is that of its numbers.
    const wrong = onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile).filter(({ what }) => !what.endsWith('is older than the one before it'))
    expect(wrong).toEqual([])
  }, 120_000)
})
