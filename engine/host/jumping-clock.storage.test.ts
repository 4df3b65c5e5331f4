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

/** Short, and each of its length looks at them: between a jump and the next look few have been renewed. */
const LEASE_MS = 500
/** Longer than ten leases, and no longer than the jumps go on. */
const LONG_MS = 5000
const LONG = 'name: long\ninputs: { ms: { type: integer, required: true } }\nsteps: [{ id: only, uses: ledger, with: { work_ms: "${{ inputs.ms }}" } }]'

describe('a wall clock that is set again and again under an engine at work', () => {
  let program: BuiltProgram
  beforeAll(async () => {
    program = await buildProgram('engine/testing/torture/serve-program.ts')
  }, 60_000)

  test(`by an hour or ten years, both ways, each ${ROUNDS} times: no lease runs out early or never, nothing is done twice, ids stay unique and in order`, async (context) => {
    const clock = settableClock()
    if (typeof clock === 'string') return context.skip(clock)
    const folder = tempFolder()
    const surroundings = { folder, env: clock.env, leaseMs: LEASE_MS }
    const engine = await serveEngine(program.path, surroundings)
    const { client } = engine
    await client.pipelines.save({ text: LONG })
    const { runId: long } = await client.runs.start({ pipeline: 'long', input: { ms: LONG_MS } })
    const runs: string[] = []
    let mapped = 0
    const isOver = async (runId: string, asked = client) => (await asked.runs.get({ run: runId })).status === 'succeeded'
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
    for (const runId of [long, ...runs]) await eventually(() => isOver(runId), 20_000)
    expect(new Set(runs).size).toBe(runs.length)
    expect(runs.toSorted()).toEqual(runs)
    expect((await client.engine.status()).health).toEqual({ state: 'ok' })
    // Its lease runs out in ten years; whoever is the next has the true time.
    const { runId: left } = await client.runs.start({ pipeline: 'long', input: { ms: LEASE_MS } })
    const calls = () => readLedger(ledgerFile(folder)).filter(({ runId }) => runId !== waits)
    const callsOf = (run: string) => calls().filter(({ runId }) => runId === run).length
    await eventually(() => callsOf(left) === 1)
    await engine.kill()
    clock.set(0)
    const next = await serveEngine(program.path, surroundings)
    await eventually(() => isOver(left, next.client))
    await next.kill()

    expect(callsOf(left)).toBe(2)
    const done = calls().filter(({ runId }) => runId !== left).map(({ runId, stepId, itemIndex }) => `${runId} ${stepId} ${itemIndex}`)
    expect(done.length).toBe(1 + runs.length * 4 + mapped * 2)
    expect(new Set(done).size).toBe(done.length)
    // The times that a history tells are those of the clock; its order is that of its numbers.
    const wrong = onDatabase(join(engine.dataFolder, 'signalbox.db'), checkFile).filter(({ what }) => !what.endsWith('is older than the one before it'))
    expect(wrong).toEqual([])
  }, 120_000)
})
