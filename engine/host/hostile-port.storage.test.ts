import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectMessagePort } from '../client/message-port'
import { startEngine, type EngineHarness } from '../testing/engine-harness'

/** A page may be broken or taken over; what it sends on its port ends neither the engine nor what others ask. */

let harness: EngineHarness
let fallen: unknown[] = []
const note = (reason: unknown) => fallen.push(reason)

beforeEach(async () => {
  fallen = []
  process.on('unhandledRejection', note).on('uncaughtException', note)
  harness = await startEngine({ behaviours: {} })
})
afterEach(async () => {
  await harness.stop()
  process.off('unhandledRejection', note).off('uncaughtException', note)
})

const GARBAGE: readonly unknown[] = [
  null,
  undefined,
  7,
  2 ** 40,
  true,
  '',
  'no JSON',
  'null',
  '7',
  '[]',
  '{}',
  '{"i":"none"}',
  '{"i":"none","p":null}',
  '{"i":"none","p":{}}',
  '{"i":"none","p":{"u":7}}',
  '{"i":"none","p":{"u":"not an address"}}',
  '{"i":"none","t":3}',
  '{"i":"none","t":99,"p":{"u":"/engine/info"}}',
  '{"i":{"toString":1},"p":{"u":"/engine/info","h":{"content-type":7}}}',
  '{"i":"none","p":{"u":"/engine/info","h":{"content-type":"multipart/form-data"}}}',
  '{"i":"none","p":{"u":"/__proto__/constructor"}}',
  { i: 'none', p: { u: '/engine/info' } },
  { i: 'none', p: null },
  [],
  [null],
  new ArrayBuffer(8),
  new Uint8Array([255, 255]),
  new Map([['i', 'none']]),
  new Error('no message'),
]

test('garbage on a port is dropped, and the same port goes on', async () => {
  const { port1, port2 } = new MessageChannel()
  harness.engine.connect(port1)
  for (const message of GARBAGE) port2.postMessage(message)
  const { client, close } = connectMessagePort(port2)
  expect(await client.engine.info()).toMatchObject({ mode: 'embedded' })
  expect(await client.pipelines.list()).toEqual({ items: [] })
  close()
  expect(fallen).toEqual([])
})
