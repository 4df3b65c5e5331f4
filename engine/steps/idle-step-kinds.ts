import { Egress } from '../connectors/egress/egress'
import { EngineError } from '../core/shared/engine-error'
import { createStepKinds, type OpenStepKinds, type WorkerPrograms } from './registry'

const nothingHere = (): Promise<never> => Promise.reject(new EngineError('engine_unavailable', 'No step can be run here: there is no engine.'))

/** Every kind of step, to check files by and to describe: what needs the world outside throws when it is run. */
export function createIdleStepKinds(workers: WorkerPrograms): OpenStepKinds {
  return createStepKinds({
    workers,
    egress: new Egress({ rules: nothingHere }),
    models: { get: nothingHere },
    settings: { get: nothingHere },
    secrets: { reveal: nothingHere },
    notices: { show: () => 0 },
  })
}
