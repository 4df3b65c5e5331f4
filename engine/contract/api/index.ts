import { approvalsApi } from './approvals'
import { artifactsApi } from './artifacts'
import { deadLettersApi } from './dead-letters'
import { engineApi } from './engine'
import { logsApi } from './logs'
import { modelsApi } from './models'
import { pipelinesApi } from './pipelines'
import { queuesApi } from './queues'
import { runsApi } from './runs'
import { secretsApi } from './secrets'
import { servicesApi } from './services'
import { settingsApi } from './settings'
import { storageApi } from './storage'

/** Everything that a screen, the command line or a script can ask of an engine. */
export const api = {
  engine: engineApi,
  pipelines: pipelinesApi,
  runs: runsApi,
  logs: logsApi,
  approvals: approvalsApi,
  artifacts: artifactsApi,
  models: modelsApi,
  queues: queuesApi,
  services: servicesApi,
  deadLetters: deadLettersApi,
  secrets: secretsApi,
  settings: settingsApi,
  storage: storageApi,
}
export type Api = typeof api
