import { describe, expect, test } from 'vitest'
import type { ServiceEntry } from '../contract/service'
import type { Transaction } from '../ports/unit-of-work'
import { openStores } from '../testing/open-stores'
import { sampleService } from '../testing/sample-service'
import { readServices, removeService, saveService, servicesOf } from './services'

const mailer = sampleService({ name: 'mailer', baseUrl: 'http://mailer:8080' })

async function roster() {
  const { read, unitOfWork } = await openStores()
  await unitOfWork.run((tx) => tx.secrets.put({ name: 'KEY', sealed: 'sealed', createdAt: 0, updatedAt: 0 }))
  const run = <T>(work: (tx: Transaction) => Promise<T>) => unitOfWork.run(work)
  return {
    names: async () => (await readServices(read)).map(({ name }) => name),
    save: (service: ServiceEntry, replaces?: string) => run((tx) => saveService(tx, { service, replaces }, 1)),
    remove: (name: string) => run((tx) => removeService(tx, name, 1)),
    services: servicesOf({ read, secrets: { reveal: async (name) => `value of ${name}` } }),
  }
}

describe('the roster of services', () => {
  test('is kept by name, and a name can be changed', async () => {
    const { save, names, services } = await roster()
    await save({ ...mailer, name: 'video' })
    await save(mailer)
    await save({ ...mailer, name: 'post', concurrency: 3 }, 'mailer')
    expect(await names()).toEqual(['post', 'video'])
    expect((await services.all()).map(({ concurrency }) => concurrency)).toEqual([3, 1])
  })

  test('names a secret that exists, and hands out its value to steps alone', async () => {
    const { save, services } = await roster()
    await expect(save({ ...mailer, apiKey: 'GONE' })).rejects.toMatchObject({ code: 'secret_not_found' })
    await save({ ...mailer, apiKey: 'KEY' })
    const { apiKey: _, ...known } = mailer
    expect(await services.get('mailer')).toEqual({ ...known, key: 'value of KEY' })
    expect(await services.all()).toEqual([{ ...mailer, apiKey: 'KEY' }])
  })

  test('says which services there are when one is not', async () => {
    const { save, remove, services } = await roster()
    await expect(services.get('mailer')).rejects.toMatchObject({
      code: 'service_not_found',
      message: 'There is no service "mailer". No services have been added yet; add it on the page Services.',
    })
    await save(mailer)
    await expect(remove('mialer')).rejects.toMatchObject({ code: 'service_not_found', message: expect.stringContaining('There is mailer;') })
    await remove('mailer')
    await expect(save(mailer, 'mailer')).rejects.toMatchObject({ code: 'service_not_found' })
  })
})
