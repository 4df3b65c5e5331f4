import { describe, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../contract/settings'
import type { EngineEvent } from '../contract/events'
import { eventually, startEngine } from '../testing/engine-harness'

const model = { name: 'fast', provider: 'ollama', baseUrl: 'http://127.0.0.1:9', model: 'small', apiKey: null, price: null } as const

async function engine() {
  const harness = await startEngine({ behaviours: {} })
  onTestFinished(() => harness.stop())
  return harness.engine.client
}

describe('models, secrets and settings, as they are called', () => {
  test('are kept, told to whoever watches, and removed', async () => {
    const client = await engine()
    const heard: EngineEvent['type'][] = []
    const stop = new AbortController()
    const listening = (async () => {
      for await (const batch of await client.engine.watch(undefined, { signal: stop.signal })) heard.push(...batch.map(({ type }) => type))
    })().catch(() => undefined)
    await eventually(() => heard.includes('status'))
    for (const change of [
      () => client.secrets.save({ name: 'TOKEN', value: 'sesame-open' }),
      () => client.models.save({ model: { ...model, apiKey: 'TOKEN' } }),
      () => client.settings.save({ ...DEFAULT_SETTINGS, allowedPrivateHosts: ['127.0.0.1'] }),
      () => client.models.remove({ name: 'fast' }),
      () => client.secrets.remove({ name: 'TOKEN' }),
    ]) {
      const before = heard.filter((type) => type === 'settings.changed').length
      await change()
      await eventually(() => heard.filter((type) => type === 'settings.changed').length > before)
    }
    stop.abort()
    await listening
    expect([await client.models.list(), await client.secrets.list(), (await client.settings.get()).allowedPrivateHosts]).toEqual([{ models: [] }, { secrets: [], vault: { protection: 'file', locked: false } }, ['127.0.0.1']])
  })

  test('tell why a model does not answer, and what is missing to ask it', async () => {
    const client = await engine()
    expect(await client.models.test({ model })).toMatchObject({ ok: false, error: { code: 'connection_failed' } })
    await expect(client.models.test({ model: { ...model, apiKey: 'GONE' } })).rejects.toMatchObject({ code: 'secret_not_found' })
  })

  test('refuse what is wrong, without repeating a value', async () => {
    const client = await engine()
    const value = 'mumbl'
    const refused = await client.secrets.save({ name: 'TOKEN', value }).catch((thrown: unknown) => thrown)
    expect(refused).toMatchObject({ code: 'request_invalid', message: expect.stringContaining('at least 8 characters') })
    expect(`${refused instanceof Error ? refused.message : ''} ${JSON.stringify(refused)}`).not.toContain(value)
    await expect(client.models.save({ model: { ...model, apiKey: 'GONE' } })).rejects.toMatchObject({ code: 'secret_not_found' })
    await expect(client.settings.save({ ...DEFAULT_SETTINGS, fileRoots: ['data'] })).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(client.secrets.remove({ name: 'GONE' })).rejects.toMatchObject({ code: 'secret_not_found' })
  })
})
