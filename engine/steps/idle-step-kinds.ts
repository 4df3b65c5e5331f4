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
    services: { get: nothingHere, all: nothingHere },
    settings: { get: nothingHere },
    secrets: { reveal: nothingHere },
    notices: { show: () => 0 },
    objects: { put: nothingHere, get: nothingHere, list: nothingHere, delete: nothingHere },
    vectors: { upsert: nothingHere, search: nothingHere, delete: nothingHere },
  })
}
