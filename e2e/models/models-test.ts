import type { Page } from '@playwright/test'
import type { EngineClient } from '../../engine/client/create-client'
import type { ModelProvider } from '../../engine/contract/model'
import { type ModelServer, startModelServer } from '../../engine/testing/model-server/model-server'
import { clientOf } from '../support/engine-client'
import { test as screensTest } from '../support/screens-test'

/** What the model server asks for, and the name it is kept under when no test enters it by hand. */
export const KEY = 'sk-models-1234567890'
const KEY_NAME = 'MODELS_KEY'

/** US dollars per million tokens; dear, so that a few tokens cost cents, and odd, so that no sum lies between two cents. */
export const PRICE = { input: 1003, output: 3007 }

/** What a test of models works with. */
export interface Desk {
  readonly page: Page
  readonly server: ModelServer
  readonly engine: EngineClient
  /** Puts models of the server into the roster, each under the name that the server knows it by. */
  addModels(provider: ModelProvider, names: readonly string[]): Promise<void>
}

interface ModelsFixtures extends Omit<Desk, 'page' | 'addModels'> {
  readonly desk: Desk
}

/** The screens, with a server of models beside them. */
export const test = screensTest.extend<ModelsFixtures>({
  server: async ({}, provide) => {
    const server = await startModelServer({ key: KEY })
    await provide(server)
    await server.close()
  },
  engine: async ({ screens }, provide) => {
    const { client, close } = await clientOf(screens.dataFolder)
    await provide(client)
    await close()
  },
  desk: async ({ screens: { page }, server, engine }, provide) => {
    await engine.secrets.save({ name: KEY_NAME, value: KEY })
    const addModels: Desk['addModels'] = async (provider, names) => {
      const shared = { provider, baseUrl: server.baseUrls[provider], apiKey: KEY_NAME, price: PRICE }
      for (const name of names) await engine.models.save({ model: { ...shared, name, model: name } })
    }
    await provide({ page, server, engine, addModels })
  },
})

export { expect } from '@playwright/test'
