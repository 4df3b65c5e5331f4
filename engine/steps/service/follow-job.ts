import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import type { Json } from '../../contract/json'
import type { PollSettings } from '../../contract/service'
import { addressFrom, jobPath, serviceUrl } from '../../connectors/services/service-address'
import { EngineError, toEngineError } from '../../core/shared/engine-error'
import type { CallOffContext, StepOutcome, StopReason } from '../../ports/step-kind'
import { readPlace, textAt } from './read-place'
import type { Answer, Failure, ServiceCaller } from './service-caller'

/** What is left of the second that a step has to stop. */
const CANCEL_MS = 700
/** An id or an address; a longer one is something else. */
const MAX_JOB_CHARACTERS = 2000
const MAX_SHOWN = 200

interface Job {
  /** For people: its id, or where its status is read. */
  readonly name: string
  readonly statusUrl: string
  readonly cancelUrl: string | null
}

/**
 * Asks how a job stands until the service says that it is done or failed. That it cannot be asked for a moment is no failure
 * of the job. When the run is cancelled the service is told; when the engine stops, or the step's time is over, it is not:
 * the next attempt submits with the same key and goes on with the same job.
 */
export async function followJob(caller: ServiceCaller, poll: PollSettings, submitted: Json): Promise<StepOutcome> {
  const { context, service } = caller
  const name = nameIn(caller, poll, submitted)
  const job = jobOf(caller, poll, name)
  context.log('info', `The service "${service.name}" took the job ${job.name}.`)
  // What holds a secret is not stored, and then not called off between two attempts.
  if (poll.cancel !== null && context.mask(name) === name) await context.jobTaken({ service: service.name, job: name } satisfies TakenJob)
  try {
    return await new Following(caller, poll, job).run()
  } catch (thrown) {
    if (context.signal.reason === ('cancel' satisfies StopReason)) {
      await callOff(caller, poll, job)
      await context.jobOver()
    }
    throw thrown
  }
}

/** What is kept of a job while the service works on it. */
const takenJob = z.object({ service: z.string(), job: z.string() })
type TakenJob = z.infer<typeof takenJob>

/** Which service a job was given to. */
export const serviceOfJob = (job: Json): string => takenJob.parse(job).service

/** Tells the service to call off a job that was submitted by an attempt which is over. */
export async function callOffTaken(caller: ServiceCaller<CallOffContext>, job: Json): Promise<void> {
  const { poll } = caller.service
  if (poll !== null) await callOff(caller, poll, jobOf(caller, poll, takenJob.parse(job).job))
}

function nameIn({ service }: ServiceCaller, { job, statusPath }: PollSettings, submitted: Json): string {
  const name = textAt(submitted, job)
  if (name === null || name === '' || name.length > MAX_JOB_CHARACTERS)
    throw new EngineError('response_invalid', `The service "${service.name}" took the job, but its reply holds ${statusPath === null ? 'no address of its status' : 'no id'} at "${job}".`)
  return name
}

function jobOf({ service, context }: ServiceCaller<CallOffContext>, { statusPath, cancel }: PollSettings, name: string): Job {
  const at = (path: string): string => serviceUrl(service, jobPath(service, path, name))
  const statusUrl = statusPath === null ? addressFrom(service, name) : at(statusPath)
  return { name: context.mask(name).slice(0, MAX_SHOWN), statusUrl, cancelUrl: cancel === null ? null : cancel.path === null ? statusUrl : at(cancel.path) }
}

class Following {
  readonly #until: number
  #told: string | null = null
  /** Why the last question had no answer. */
  #trouble: string | null = null

  constructor(
    readonly caller: ServiceCaller,
    readonly poll: PollSettings,
    readonly job: Job,
  ) {
    this.#until = caller.context.now() + poll.deadlineMs
  }

  async run(): Promise<StepOutcome> {
    const { context } = this.caller
    for (;;) {
      const left = this.#until - context.now()
      if (left <= 0) return this.#late()
      const answer = await this.#ask(left)
      const outcome = 'failure' in answer ? this.#afterFailure(answer.failure) : this.#afterReply(answer.value)
      if (outcome !== null) return outcome
      const wish = 'failure' in answer ? (answer.failure.retryAfterMs ?? 0) : answer.retryAfterMs
      await pause(Math.min(Math.max(this.poll.intervalMs, wish), Math.max(0, this.#until - context.now())), context.signal)
    }
  }

  async #ask(left: number): Promise<Answer> {
    try {
      return await this.caller.ask({ method: 'GET', url: this.job.statusUrl, atMostMs: left })
    } catch (thrown) {
      this.caller.context.signal.throwIfAborted()
      const { code, message, retryable } = toEngineError(thrown)
      return { failure: { kind: 'failed', code, message, retryable } }
    }
  }

  #afterFailure(failure: Failure): Failure | null {
    if (!failure.retryable) return failure
    // A question that our own time cut short says nothing of the service.
    if (this.#told !== null && this.caller.context.now() >= this.#until) return null
    if (this.#trouble === null) this.caller.context.log('warn', `${failure.message.replace(/\.?$/, '.')} The job is asked about again.`)
    this.#trouble = failure.message
    return null
  }

  #afterReply(reply: Json): StepOutcome | null {
    const { poll, caller } = this
    this.#trouble = null
    const status = textAt(reply, poll.status)
    if (status === null) return this.#unreadable(poll.status)
    if (status !== this.#told) caller.context.log('info', `The job stands at ${status.slice(0, 200)}.`)
    this.#told = status
    if (isAmong(status, poll.failed)) return this.#failed(reply, status)
    if (!isAmong(status, poll.done)) return null
    const output = poll.result === null ? reply : readPlace(reply, poll.result)
    return output === undefined ? this.#unreadable(poll.result ?? '') : { kind: 'succeeded', output }
  }

  #failed(reply: Json, status: string): Failure {
    const { poll, caller, job } = this
    const reason = poll.error === null ? null : textAt(reply, poll.error)
    // A service may send back what it was sent: masked before anything is cut.
    const said = caller.context.mask(reason ?? '').trim().slice(0, 2000)
    return {
      kind: 'failed',
      code: 'step_failed',
      message: `The service "${caller.service.name}" could not do the job${said === '' ? '' : `: ${said}`}`,
      retryable: false,
      details: { job: job.name, status },
    }
  }

  #unreadable(place: string): Failure {
    const { caller, job } = this
    return { kind: 'failed', code: 'response_invalid', message: `What the service "${caller.service.name}" tells of the job ${job.name} holds nothing at "${place}".`, retryable: false }
  }

  #late(): Failure {
    const { caller, job, poll } = this
    const last = this.#trouble ?? (this.#told === null ? null : `It stood at ${this.#told}`)
    return {
      kind: 'failed',
      code: 'timeout',
      message: `The service "${caller.service.name}" was not done with the job ${job.name} after ${poll.deadlineMs / 1000} s.${last === null ? '' : ` ${last.replace(/\.?$/, '.')}`}`,
      retryable: true,
    }
  }
}

const isAmong = (status: string, wordsOf: readonly string[]): boolean => wordsOf.some((word) => word.toLowerCase() === status.trim().toLowerCase())

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // An abort ends the wait, and is what is thrown.
  await delay(ms, undefined, { signal }).catch(() => undefined)
  signal.throwIfAborted()
}

/** The run is over whatever comes of it, so it only goes into the log. */
async function callOff(caller: ServiceCaller<CallOffContext>, { cancel }: PollSettings, { name, cancelUrl }: Job): Promise<void> {
  if (cancel === null || cancelUrl === null) return
  const { context, service } = caller
  const couldNot = (because: string): void => context.log('warn', `The service "${service.name}" could not be told to call off the job ${name}: ${because}`)
  try {
    const answer = await caller.ask({ method: cancel.method, url: cancelUrl, atMostMs: CANCEL_MS, signal: new AbortController().signal })
    if ('failure' in answer) couldNot(answer.failure.message)
    else context.log('info', `The service "${service.name}" was told to call off the job ${name}.`)
  } catch (thrown) {
    couldNot(toEngineError(thrown).message)
  }
}
