import { setTimeout as sleep } from 'node:timers/promises'
import { Died, Refused, type EngineProcess, type News } from './engine-process'
import type { Preparation } from './messages'
import type { AskedQuestion, LivelySubmission, Submissions } from './submissions'

/** Submissions on their way at the same time. */
const IN_FLIGHT = 16

/** It is asked again in the next life. */
const CLOSING = 'engine_stopping'
const OVER = ['run_already_finished']
const ANSWERED = ['approval_already_answered', 'approval_expired', 'approval_withdrawn']

export interface SittingOptions {
  readonly submissions: Submissions
  /** Up to this one runs are submitted. */
  readonly allowed: number
  readonly needs: Preparation
  /** Between two submissions (ms); as fast as they are answered unless given. */
  readonly paceMs?: number | undefined
  readonly complaints: string[]
}

/**
 * The client's part for one life of the engine: follows what has not ended, repeats what was not acknowledged, submits more,
 * pauses, resumes and cancels, answers questions, and has ended runs done again.
 */
export class Sitting {
  readonly #engine: EngineProcess
  readonly #options: SittingOptions
  readonly #going = new Set<Promise<unknown>>()
  readonly #sent = new Set<LivelySubmission>()

  constructor(engine: EngineProcess, options: SittingOptions) {
    this.#engine = engine
    this.#options = options
  }

  /** Resolves when all that was submitted was answered, or with the engine. */
  async begin(): Promise<void> {
    const { submissions, allowed, needs, paceMs } = this.#options
    const isReady = await this.#engine.ready.then(
      () => true,
      () => false,
    )
    if (!isReady || !(await this.#answered(this.#engine.ask({ ask: 'prepare', preparation: needs })))) return
    for (const submission of submissions.open) if (submission.runId !== null) this.#goOn(submission, submission.runId)
    const unsent = submissions.all.slice(0, allowed).values()
    const inTurn = async () => {
      for (const submission of unsent) {
        if (submission.runId !== null || submission.needless) continue
        await this.#submit(submission)
        if (!this.#engine.alive) return
        if (paceMs !== undefined) await sleep(paceMs)
      }
    }
    await Promise.all(Array.from({ length: paceMs === undefined ? IN_FLIGHT : 1 }, inTurn))
  }

  /** What follows from news of a run is done at once. */
  heard({ events }: News, submission: LivelySubmission): void {
    if (events.some(({ asked }) => asked !== undefined)) this.#answerAll(submission)
    if (submission.ended === null) return
    for (const again of this.#options.submissions.madeOf(submission)) this.#do(this.#submit(again))
  }

  /** Resolves when nothing more is asked that was begun. */
  async end(): Promise<void> {
    while (this.#going.size > 0) await Promise.all(this.#going)
  }

  async #submit(submission: LivelySubmission): Promise<void> {
    const { runId, needless, of } = submission
    const isDue = runId === null && !needless && (of === null || of.ended !== null)
    if (!isDue || this.#sent.has(submission)) return
    this.#sent.add(submission)
    submission.sent += 1
    await this.#answered(
      this.#start(submission).then(
        (started) => {
          this.#options.submissions.acknowledged(submission, started)
          this.#goOn(submission, started)
        },
        (error: unknown) => {
          if (!(error instanceof Refused) || error.code !== 'nothing_to_run') throw error
          submission.needless = true
        },
      ),
    )
  }

  #start({ key, of, from, pipeline, input, priority }: LivelySubmission): Promise<string> {
    const run = of?.runId ?? null
    if (run === null) return this.#engine.ask({ ask: 'start', pipeline: pipeline.name, input, key, priority })
    return this.#engine.ask(of?.ended === 'succeeded' ? { ask: 'rerun', run, from, key } : { ask: 'retry', run, key })
  }

  #goOn(submission: LivelySubmission, runId: string): void {
    this.#engine.follow(runId, submission.told.at(-1)?.seq ?? 0)
    if (submission.cancels && !submission.cancelAcknowledged) this.#do(this.#cancel(submission, runId))
    if (submission.pauseMs !== null && !submission.resumed) this.#do(this.#pause(submission, runId, submission.pauseMs))
    this.#answerAll(submission)
  }

  async #cancel(submission: LivelySubmission, runId: string): Promise<void> {
    await sleep(submission.afterMs)
    if (await this.#answered(this.#engine.ask({ ask: 'cancel', runId }), OVER)) submission.cancelAcknowledged = true
  }

  async #pause(submission: LivelySubmission, runId: string, pauseMs: number): Promise<void> {
    await sleep(submission.afterMs)
    if (!(await this.#answered(this.#engine.ask({ ask: 'pause', runId }), OVER))) return
    await sleep(pauseMs)
    if (await this.#answered(this.#engine.ask({ ask: 'resume', runId }), OVER)) submission.resumed = true
  }

  #answerAll({ questions }: LivelySubmission): void {
    for (const question of questions) if (!question.settled) this.#do(Promise.all(question.answers.map((approve) => this.#answer(question, approve))))
  }

  async #answer(question: AskedQuestion, approve: boolean): Promise<void> {
    const asking = this.#engine.ask({ ask: 'answer', approvalId: question.approvalId, approve }).then(() => void question.confirmed.push(approve))
    if (await this.#answered(asking, ANSWERED)) question.settled = true
  }

  /** False when the engine died over it; a refusal that nobody expects is a complaint. */
  async #answered(asking: Promise<unknown>, accepted: readonly string[] = []): Promise<boolean> {
    try {
      await asking
      return true
    } catch (error) {
      if (error instanceof Died || (error instanceof Refused && error.code === CLOSING)) return false
      if (error instanceof Refused && accepted.includes(error.code)) return true
      this.#options.complaints.push(error instanceof Refused ? `refused with ${error.code}: ${error.message}` : String(error))
      return false
    }
  }

  #do(work: Promise<unknown>): void {
    const going = work.finally(() => this.#going.delete(going))
    this.#going.add(going)
  }
}
