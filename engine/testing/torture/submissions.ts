import type { RunStatus } from '../../contract/run-status'
import type { TorturePipeline } from './pipelines'
import type { SeededRandom } from './random'

/** What the client side knows of one run: what it asked for, what it was answered, what it was told. */
export interface Submission {
  readonly key: string
  readonly pipeline: TorturePipeline
  /** The client asks to cancel it as soon as it is acknowledged. */
  readonly cancels: boolean
  /** How often it was sent, until an answer came. */
  sent: number
  /** Null until it was acknowledged. */
  runId: string | null
  cancelAcknowledged: boolean
  /** Every event, in the order in which it came. */
  readonly told: { readonly seq: number; readonly text: string }[]
  ended: RunStatus | null
}

const CANCELLED_ONE_IN = 12

/** The client's own book. It is kept outside the process that is killed, so it remembers what it was promised. */
export class Submissions {
  readonly all: readonly Submission[]
  readonly #byRun = new Map<string, Submission>()

  constructor(count: number, random: SeededRandom, pipelines: readonly TorturePipeline[]) {
    this.all = Array.from({ length: count }, (_, index) => ({
      key: `run-${index}`,
      pipeline: random.of(pipelines),
      cancels: random.below(CANCELLED_ONE_IN) === 0,
      sent: 0,
      runId: null,
      cancelAcknowledged: false,
      told: [],
      ended: null,
    }))
  }

  acknowledged(submission: Submission, runId: string): void {
    submission.runId = runId
    this.#byRun.set(runId, submission)
  }

  told(runId: string, events: Submission['told'], ended: RunStatus | null): void {
    const submission = this.#byRun.get(runId)
    submission?.told.push(...events)
    if (submission !== undefined) submission.ended = ended ?? submission.ended
  }

  get open(): readonly Submission[] {
    return this.all.filter(({ ended }) => ended === null)
  }
}
