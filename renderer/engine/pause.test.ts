import { expect, it } from 'vitest'
import { pause } from './pause'

it('ends when a signal fires, and at once when one has fired', async () => {
  const skip = new AbortController()
  const waiting = pause(60_000, new AbortController().signal, skip.signal)
  skip.abort()
  await waiting
  await pause(60_000, AbortSignal.abort())
  expect(skip.signal.aborted).toBe(true)
})
