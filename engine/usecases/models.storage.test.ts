import { describe, expect, test } from 'vitest'
import type { ModelEntry } from '../contract/model'
import type { Secrets } from '../ports/secrets'
import type { Transaction } from '../ports/unit-of-work'
import { openStores } from '../testing/open-stores'
import { modelsOf, readRoster, removeModel, saveModel } from './models'

const fast: ModelEntry = { name: 'fast', provider: 'ollama', baseUrl: 'http://localhost:11434', model: 'small', apiKey: null, price: null, requestsPerMinute: null, tokensPerMinute: null }
const secrets: Secrets = {
  reveal: async (name) => `value of ${name}`,
  masker: () => ({ isIdle: true, mask: (text) => text, stream: () => ({ push: (text) => text, end: () => '' }) }),
}

async function roster() {
  const { read, unitOfWork } = await openStores()
  await unitOfWork.run((tx) => tx.secrets.put({ name: 'KEY', sealed: 'sealed', createdAt: 0, updatedAt: 0 }))
  const run = <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run(work)
  return {
    names: async () => (await readRoster(read)).map(({ name }) => name),
    save: (model: ModelEntry, replaces?: string) => run((tx) => saveModel(tx, { model, replaces }, 1)),
    remove: (name: string) => run((tx) => removeModel(tx, name, 1)),
    models: modelsOf({ read, secrets }),
  }
}

describe('the roster of models', () => {
  test('is kept by name; the same name replaces', async () => {
    const { save, names, models } = await roster()
    expect(await names()).toEqual([])
    await save({ ...fast, name: 'slow' })
    await save(fast)
    await save({ ...fast, model: 'other' })
    expect(await names()).toEqual(['fast', 'slow'])
    expect(await models.get('fast')).toEqual({ name: 'fast', provider: 'ollama', baseUrl: 'http://localhost:11434', model: 'other', price: null, key: null })
  })

  test('changes a name, but not to one that is taken, and not of what is not there', async () => {
    const { save, names } = await roster()
    await save(fast)
    await save({ ...fast, name: 'slow' })
    await save({ ...fast, name: 'quick' }, 'fast')
    expect(await names()).toEqual(['quick', 'slow'])
    await expect(save({ ...fast, name: 'slow' }, 'quick')).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(save(fast, 'fast')).rejects.toMatchObject({ code: 'model_not_found' })
    expect(await names()).toEqual(['quick', 'slow'])
  })

  test('names a secret that exists, and hands out its value with the model', async () => {
    const { save, models } = await roster()
    await expect(save({ ...fast, apiKey: 'GONE' })).rejects.toMatchObject({ code: 'secret_not_found' })
    await save({ ...fast, apiKey: 'KEY' })
    expect(await models.get('fast')).toMatchObject({ key: 'value of KEY' })
  })

  test('says which models there are when one is not', async () => {
    const { save, remove, models } = await roster()
    await expect(models.get('fast')).rejects.toMatchObject({ code: 'model_not_found', message: 'There is no model "fast". No models have been added yet; add it under Models in the settings.' })
    await save(fast)
    await expect(remove('slow')).rejects.toMatchObject({ code: 'model_not_found', message: expect.stringContaining('There is fast;') })
    await remove('fast')
    await expect(models.get('fast')).rejects.toMatchObject({ code: 'model_not_found' })
  })
})
