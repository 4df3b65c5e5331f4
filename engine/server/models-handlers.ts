import type { ModelEntry, ModelTest } from '../contract/model'
import { maskError } from '../core/secrets/mask-json'
import { readRoster, readyModel, removeModel, saveModel } from '../usecases/models'
import type { EngineServices } from './context'
import { contract } from './middleware'

/** A provider may repeat the key in what it answers. */
async function test({ vault, tryModel }: EngineServices, model: ModelEntry, signal: AbortSignal): Promise<ModelTest> {
  const outcome = await tryModel(await readyModel(model, vault), signal)
  const masker = vault.masker()
  return outcome.ok ? { ...outcome, reply: masker.mask(outcome.reply) } : { ok: false, error: maskError(outcome.error, masker) }
}

export const modelsHandlers = {
  list: contract.models.list.handler(async ({ context: { services } }) => ({ models: [...(await readRoster(services.read))] })),
  save: contract.models.save.handler(({ input, context: { services } }) => {
    const { unitOfWork, clock, bus } = services
    return unitOfWork.run(async (tx) => {
      tx.afterCommit(() => bus.publish({ type: 'settings' }))
      return saveModel(tx, input, clock.now())
    })
  }),
  remove: contract.models.remove.handler(async ({ input, context: { services } }) => {
    const { unitOfWork, clock, bus } = services
    await unitOfWork.run(async (tx) => {
      tx.afterCommit(() => bus.publish({ type: 'settings' }))
      await removeModel(tx, input.name, clock.now())
    })
    return { removed: true as const }
  }),
  test: contract.models.test.handler(({ input, context: { services }, signal }) => test(services, input.model, signal ?? services.stopping)),
}
