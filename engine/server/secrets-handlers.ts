import { contract } from './middleware'

export const secretsHandlers = {
  list: contract.secrets.list.handler(({ context: { services } }) => ({ secrets: [...services.vault.list()], vault: services.vault.state })),
  save: contract.secrets.save.handler(async ({ input: { name, value }, context: { services } }) => {
    const saved = await services.vault.save(name, value)
    services.bus.publish({ type: 'settings' })
    return saved
  }),
  remove: contract.secrets.remove.handler(async ({ input: { name }, context: { services } }) => {
    await services.vault.remove(name)
    services.bus.publish({ type: 'settings' })
    return { removed: true as const }
  }),
}
