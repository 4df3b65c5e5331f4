import type { ReadStores } from '../../ports/read-stores'
import type { Transaction } from '../../ports/unit-of-work'
import type { RunPlans } from '../../usecases/run-plans'
import type { RunRows } from '../history/rows'

/** Where random runs happen: stores that hold their pipelines, and a look at all that is stored of the runs. */
export interface World {
  readonly plans: RunPlans
  readonly read: Pick<ReadStores, 'run' | 'pipeline' | 'pipelineVersion' | 'earlierSteps' | 'itemsFrom' | 'itemsToTakeOver'>
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Of every run, the oldest first. */
  rows(): Promise<readonly RunRows[]>
  close(): Promise<void>
}
