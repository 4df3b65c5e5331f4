import { expect, onTestFinished, test } from 'vitest'
import { weightOf } from '../contract/port-pace'
import { tellTaken } from './tell-taken'

const ANSWER = '{"i":"1","p":{"b":{"json":true}}}'
const ANSWERS = 1500

test('what is taken is told by the batch, and all of it but for the last', async () => {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const told: unknown[] = []
  port1.addEventListener('message', ({ data }: { readonly data: unknown }) => told.push(data))
  let taken = 0
  port2.addEventListener('message', () => (taken += 1))
  tellTaken(port2)
  for (let sent = 0; sent < ANSWERS; sent += 1) port1.postMessage(ANSWER)
  await expect.poll(() => taken).toBe(ANSWERS)
  const batch = Math.ceil((1024 * 1024) / weightOf(ANSWER)) * weightOf(ANSWER)
  await expect.poll(() => told).toEqual([{ taken: batch }])
})
