import { isAbsolute } from 'node:path'
import { saveSettings } from '../usecases/settings'
import { contract } from './middleware'

export const settingsHandlers = {
  get: contract.settings.get.handler(({ context: { services } }) => services.settings.get()),
  save: contract.settings.save.handler(({ input, context: { services } }) => {
    const { unitOfWork, clock, bus } = services
    return unitOfWork.run(async (tx) => {
      tx.afterCommit(() => bus.publish({ type: 'settings' }))
      return saveSettings(tx, input, { now: clock.now(), isAbsolute })
    })
  }),
}
