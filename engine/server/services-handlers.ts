import type { ServiceCheck } from '../contract/service'
import type { RosterNames } from '../core/pipelines/kind-rules'
import { maskError } from '../core/secrets/mask-json'
import type { Transaction } from '../ports/unit-of-work'
import { readRoster } from '../usecases/models'
import { removeService, saveService } from '../usecases/services'
import type { EngineServices } from './context'
import { contract } from './middleware'

/** A service may repeat the key in what it answers. */
async function check({ serviceRoster, serviceChecks, vault }: EngineServices, name: string, signal: AbortSignal): Promise<ServiceCheck> {
  return masked(await serviceChecks.check(await serviceRoster.get(name), signal), vault)
}

const masked = (checked: ServiceCheck, vault: EngineServices['vault']): ServiceCheck => (checked.ok ? checked : { ...checked, error: maskError(checked.error, vault.masker()) })

/** A change of the roster, after which its limits hold for whatever begins next. */
async function changed<T>({ unitOfWork, bus, places }: EngineServices, change: (tx: Transaction) => Promise<T>): Promise<T> {
  const outcome = await unitOfWork.run((tx) => {
    tx.afterCommit(() => bus.publish({ type: 'settings' }))
    return change(tx)
  })
  await places.refresh()
  return outcome
}

/** What files may name. */
export async function rosterNames({ read, serviceRoster }: EngineServices): Promise<RosterNames> {
  const [models, services, pipelines] = await Promise.all([readRoster(read), serviceRoster.all(), read.pipelines()])
  return { model: models.map(({ name }) => name), service: services.map(({ name }) => name), pipeline: pipelines.flatMap(({ id, name }) => [name, id]) }
}

export const servicesHandlers = {
  list: contract.services.list.handler(async ({ context: { services } }) => {
    const all = await services.serviceRoster.all()
    return {
      services: all.map((service) => {
        const last = services.serviceChecks.last(service)
        return { service, lastCheck: last === null ? null : masked(last, services.vault) }
      }),
    }
  }),
  save: contract.services.save.handler(({ input, context: { services } }) => changed(services, (tx) => saveService(tx, input, services.clock.now()))),
  remove: contract.services.remove.handler(async ({ input, context: { services } }) => {
    await changed(services, (tx) => removeService(tx, input.name, services.clock.now()))
    return { removed: true as const }
  }),
  check: contract.services.check.handler(({ input, context: { services }, signal }) => check(services, input.name, signal ?? services.stopping)),
}
