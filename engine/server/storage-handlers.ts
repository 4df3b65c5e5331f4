import { contract } from './middleware'

export const storageHandlers = {
  status: contract.storage.status.handler(({ context: { services } }) => services.storage.status()),
  check: contract.storage.check.handler(async ({ context: { services } }) => services.storage.check()),
  backup: contract.storage.backup.handler(({ input, context: { services } }) => services.storage.backup(input)),
  reclaim: contract.storage.reclaim.handler(({ context: { services } }) => services.storage.reclaim()),
  cancel: contract.storage.cancel.handler(async ({ context: { services } }) => ({ job: services.storage.cancel() })),
}
