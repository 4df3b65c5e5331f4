import type { TorturePipeline } from '../torture/pipelines'
import type { Acts } from './faults-client'

/** What is to come through a fault: pipelines, and a client that uses them. */
export interface FaultScenario {
  readonly name: string
  /** A thread of its own writes, as in the app; the engine's unless given. */
  readonly hasThread?: boolean
  readonly pipelines: readonly TorturePipeline[]
  /** Performed from its beginning in each life of the engine. The scenario is over when it has come to its end and all that was submitted has ended. */
  act(acts: Acts): Promise<void>
}
