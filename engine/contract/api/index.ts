import { artifactsApi } from './artifacts'
import { engineApi } from './engine'
import { pipelinesApi } from './pipelines'
import { runsApi } from './runs'

/** Everything that a screen, the command line or a script can ask of an engine. */
export const api = {
  engine: engineApi,
  pipelines: pipelinesApi,
  runs: runsApi,
  artifacts: artifactsApi,
}
export type Api = typeof api
