import { artifactsApi } from './artifacts'
import { engineApi } from './engine'
import { logsApi } from './logs'
import { modelsApi } from './models'
import { pipelinesApi } from './pipelines'
import { runsApi } from './runs'
import { secretsApi } from './secrets'
import { settingsApi } from './settings'

/** Everything that a screen, the command line or a script can ask of an engine. */
export const api = {
  engine: engineApi,
  pipelines: pipelinesApi,
  runs: runsApi,
  logs: logsApi,
  artifacts: artifactsApi,
  models: modelsApi,
  secrets: secretsApi,
  settings: settingsApi,
}
export type Api = typeof api
