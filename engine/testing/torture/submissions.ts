import type { ApprovalPurpose } from '../../contract/approval'
import type { JsonObject } from '../../contract/json'
import type { RunStatus } from '../../contract/run-status'
import type { News } from './engine-process'
import type { TorturePipeline } from './pipelines'
import type { SeededRandom } from './random'
import type { Workload } from './workloads'

/** A question that the client was told of, and what it did about it. */
export interface AskedQuestion {
  readonly approvalId: string
  readonly purpose: ApprovalPurpose
  /** What it answers; both at once when the two differ. Nothing at all when it lets the question expire. */
  readonly answers: readonly boolean[]
  /** Those of them that were confirmed. */
  readonly confirmed: boolean[]
  /** An answer came, or a refusal that another try cannot mend. */
  settled: boolean
}

/** What the client side knows of one run: what it asked for, what it was answered, what it was told. */
export interface Submission {
  readonly key: string
  readonly pipeline: TorturePipeline
  /** The client asks to cancel it when it is acknowledged. */
  readonly cancels: boolean
  /** How often it was sent, until an answer came. */
  sent: number
  /** Null until it was acknowledged. */
  runId: string | null
  cancelAcknowledged: boolean
  /** Every event, in the order in which it came. */
  readonly told: { readonly seq: number; readonly text: string }[]
  ended: RunStatus | null
  /** The questions that it was told of; absent when somebody else sees to them. */
  readonly questions?: readonly AskedQuestion[]
}

/** One that may be more than submitted, followed and cancelled. */
export interface LivelySubmission extends Submission {
  readonly input: JsonObject
  readonly priority: number
  /** Between its acknowledgement and its cancel, or its pause (ms). */
  readonly afterMs: number
  /** Between its pause and its resumption (ms); null: it is not paused. */
  readonly pauseMs: number | null
  resumed: boolean
  readonly questions: AskedQuestion[]
  /** The ended run that it is made of. */
  readonly of: LivelySubmission | null
  /** The step from which that is done anew when it succeeded. */
  readonly from: string
  /** There was nothing to do again: it never becomes a run. */
  needless: boolean
}

const CANCELLED_ONE_IN = 12
const PAUSED_ONE_IN = 8
const DONE_AGAIN_ONE_IN = 6
const REJECTED_ONE_IN = 5
const ANSWERED_TWICE_ONE_IN = 4
const MOST_PRIORITY = 3
const LONGEST_MS = 80

const stepIdsOf = (text: string): readonly string[] => [...text.matchAll(/- \{ id: (\w+)/g)].map(([, id = '']) => id)

/** The client's own book. It is kept outside the process that is killed, so it remembers what it was promised. */
export class Submissions {
  #all: readonly LivelySubmission[]
  readonly #random: SeededRandom
  readonly #again = new Map<LivelySubmission, LivelySubmission[]>()
  readonly #byRun = new Map<string, LivelySubmission>()

  constructor(count: number, random: SeededRandom, { pipelines, lively }: Workload) {
    this.#random = random
    const all: LivelySubmission[] = []
    for (let index = 0; all.length < count; index++) {
      const submission = this.#draw(`run-${index}`, random.of(pipelines), lively, null)
      all.push(submission)
      if (!lively || random.below(DONE_AGAIN_ONE_IN) > 0) continue
      const again = this.#draw(`run-${index}-again`, submission.pipeline, lively, submission)
      this.#again.set(submission, [again])
      all.push(again)
    }
    this.#all = all
  }

  get all(): readonly LivelySubmission[] {
    return this.#all
  }

  /** Those after the first `count` are never sent, unless they were already. */
  trim(count: number): void {
    this.#all = this.#all.filter(({ sent }, index) => index < count || sent > 0)
    const kept = new Set(this.#all)
    for (const [submission, again] of this.#again)
      this.#again.set(
        submission,
        again.filter((each) => kept.has(each)),
      )
  }

  #draw(key: string, pipeline: TorturePipeline, lively: boolean, of: LivelySubmission | null): LivelySubmission {
    const random = this.#random
    const cancels = random.below(CANCELLED_ONE_IN) === 0
    return {
      key,
      pipeline,
      cancels,
      input: pipeline.inputs === undefined ? pipeline.input : random.of(pipeline.inputs),
      priority: lively ? random.below(2 * MOST_PRIORITY + 1) - MOST_PRIORITY : 0,
      afterMs: lively ? random.below(LONGEST_MS) : 0,
      pauseMs: lively && !cancels && random.below(PAUSED_ONE_IN) === 0 ? random.below(LONGEST_MS) : null,
      of,
      from: random.of(stepIdsOf(pipeline.text)),
      sent: 0,
      runId: null,
      cancelAcknowledged: false,
      resumed: false,
      needless: false,
      told: [],
      questions: [],
      ended: null,
    }
  }

  acknowledged(submission: LivelySubmission, runId: string): void {
    submission.runId = runId
    this.#byRun.set(runId, submission)
  }

  /** Takes down what was told of a run, and gives back what follows it. */
  told({ runId, events, ended }: News): LivelySubmission | undefined {
    const submission = this.#byRun.get(runId)
    if (submission === undefined) return undefined
    submission.told.push(...events.map(({ seq, text }) => ({ seq, text })))
    for (const { asked } of events)
      if (asked !== undefined) submission.questions.push({ ...asked, answers: this.#answersTo(submission), confirmed: [], settled: false })
    submission.ended = ended ?? submission.ended
    return submission
  }

  /** Those that are made of a run that has ended. */
  madeOf(submission: LivelySubmission): readonly LivelySubmission[] {
    return this.#again.get(submission) ?? []
  }

  #answersTo({ pipeline }: Submission): readonly boolean[] {
    if (pipeline.unanswered === true) return []
    const approves = this.#random.below(REJECTED_ONE_IN) > 0
    return this.#random.below(ANSWERED_TWICE_ONE_IN) === 0 ? [approves, !approves] : [approves]
  }

  get open(): readonly LivelySubmission[] {
    return this.#all.filter(({ ended, needless }) => ended === null && !needless)
  }
}
