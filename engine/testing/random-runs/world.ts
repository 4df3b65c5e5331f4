import type { Transaction } from '../../ports/unit-of-work'
import type { RunPlans } from '../../usecases/run-plans'
import type { RunRows } from '../history/rows'

/** Where a random run happens: stores that hold its pipeline, and a look at all that is stored of the run. */
export interface World {
  /** Name of the pipeline that is stored already. */
  readonly pipeline: string
  readonly plans: RunPlans
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  rows(runId: string): Promise<RunRows>
}
