import { afterAll, beforeAll, expect, test } from 'vitest'
import { callFailure } from '../client/call-failure'
import type { EngineClient } from '../client/create-client'
import { connectMessagePort } from '../client/message-port'
import { PROTOCOL } from '../contract/events'
import { eventually, startEngine, succeed, type EngineHarness } from '../testing/engine-harness'

/** The contract as a page has it: over a port, with everything serialised. */

let harness: EngineHarness
let client: EngineClient
let disconnect: () => void
let release: () => void = () => undefined

beforeAll(async () => {
  harness = await startEngine({
    behaviours: {
      echo: ({ value }) => succeed(value ?? null),
      hold: () =>
        new Promise((resolve) => {
          release = () => resolve(succeed())
        }),
    },
  })
  const { port1, port2 } = new MessageChannel()
  harness.engine.connect(port1)
  const connection = connectMessagePort(port2)
  client = connection.client
  disconnect = connection.close
})
afterAll(async () => {
  disconnect()
  await harness.stop()
})

const PIPELINE = 'name: ported\nsteps: [{ id: a, uses: probe, with: { do: echo, value: 1 } }, { id: b, uses: probe, needs: [a], with: { do: hold } }]'

test('calls answer with what the contract says', async () => {
  expect(await client.engine.info()).toMatchObject({ protocol: PROTOCOL, mode: 'embedded' })
  expect(await client.pipelines.save({ text: PIPELINE })).toMatchObject({ name: 'ported', version: 1 })
})

test('a refusal arrives with its code, its sentence and the problems', async () => {
  const failure = await client.pipelines.save({ text: 'name: x\nsteps: [{ id: a, uses: prob }]' }).catch(callFailure)
  expect(failure).toMatchObject({
    code: 'pipeline_invalid',
    message: expect.stringContaining('Line 2'),
    problems: [expect.objectContaining({ line: 2, replacement: 'probe' })],
  })
})

test('input that the schemas refuse is an error, not a crash', async () => {
  // A page of another version could send anything.
  await expect(client.runs.list({ limit: 100_000 })).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('limit') })
  expect(await client.runs.list({})).toMatchObject({ total: 0 })
})

test('a stream follows a run live and ends with it; one that is left behind stops at the engine', async () => {
  const { runId } = await client.runs.start({ pipeline: 'ported' })
  const abort = new AbortController()
  const left = await client.runs.watch({ runId }, { signal: abort.signal })
  await left.next()
  abort.abort()
  await expect(left.next()).rejects.toThrow()

  const seen: number[] = []
  const follow = (async () => {
    for await (const batch of await client.runs.watch({ runId })) seen.push(...batch.map(({ seq }) => seq))
  })()
  await eventually(() => seen.length >= 5)
  release()
  await follow
  const run = await client.runs.get({ run: runId })
  expect(run.status).toBe('succeeded')
  expect(seen).toEqual(Array.from({ length: run.lastSeq }, (_, index) => index + 1))
})

test('hints name the runs that changed, and the state follows', async () => {
  const abort = new AbortController()
  const types = new Set<string>()
  const named = new Set<string>()
  const watching = (async () => {
    for await (const batch of await client.engine.watch(undefined, { signal: abort.signal })) {
      for (const event of batch) {
        types.add(event.type)
        if (event.type === 'runs.changed') event.runIds.forEach((runId) => named.add(runId))
      }
    }
  })()
  await eventually(() => types.has('status'))
  const { runId } = await client.runs.start({ pipeline: 'ported' })
  await eventually(() => named.has(runId))
  abort.abort()
  await expect(watching).rejects.toThrow()
  release()
  await harness.ended(runId)
})
