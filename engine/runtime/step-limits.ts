import type { StepSpec } from '../core/pipelines/spec'
import type { AttemptOutcome } from '../core/runs/decisions'
import { EngineError, toEngineError } from '../core/shared/engine-error'
import type { Clock } from '../ports/clock'
import type { StepOutcome, StopReason } from '../ports/step-kind'

export type StopOutcome = Extract<AttemptOutcome, { kind: 'cancelled' | 'lost' }>

/** After an abort a step has this long to end by itself; then its outcome is recorded without it. */
const ABORT_GRACE_MS = 900

export interface StepLimits {
  readonly spec: StepSpec
  readonly stop: AbortSignal
  readonly clock: Clock
  /** A handler did not heed its signal. */
  readonly onOverrun: () => void
}

/** Runs a handler under its step's time limit and whoever may stop it. Throws what the handler throws, unless it was stopped. */
export async function runUnderLimits(run: (signal: AbortSignal) => Promise<StepOutcome>, { spec, stop, clock, onOverrun }: StepLimits): Promise<StepOutcome | StopOutcome> {
  const abort = new AbortController()
  let timedOut = false
  const onStop = () => abort.abort(stop.reason)
  if (stop.aborted) onStop()
  stop.addEventListener('abort', onStop, { once: true })
  const stopTimer = clock.callAt(clock.now() + spec.timeoutMs, () => {
    timedOut = true
    abort.abort(new EngineError('timeout', `Step "${spec.id}" took longer than its limit of ${spec.timeoutMs / 1000} s.`))
  })
  const grace = graceAfter(abort.signal, clock, onOverrun)
  try {
    const outcome = await Promise.race([run(abort.signal), grace.over])
    // A handler that returns after the abort did not succeed, whatever it says: its work was cut.
    if (!abort.signal.aborted || outcome.kind === 'succeeded') return outcome
    return stopped(abort.signal, timedOut)
  } catch (thrown) {
    if (abort.signal.aborted) return stopped(abort.signal, timedOut)
    throw thrown
  } finally {
    grace.end()
    stopTimer()
    stop.removeEventListener('abort', onStop)
  }
}

/** `over` settles some time after the signal, for handlers that do not heed it; not when it was ended before. */
function graceAfter(signal: AbortSignal, clock: Clock, onOverrun: () => void): { readonly over: Promise<StepOutcome>; end(): void } {
  let stopTimer = (): void => undefined
  let onAbort = (): void => undefined
  const over = new Promise<StepOutcome>((resolve) => {
    onAbort = () => {
      stopTimer = clock.callAt(clock.now() + ABORT_GRACE_MS, () => {
        onOverrun()
        resolve({ kind: 'failed', code: 'cancelled', message: 'The step did not stop in time.', retryable: false })
      })
    }
  })
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return {
    over,
    end() {
      signal.removeEventListener('abort', onAbort)
      stopTimer()
    },
  }
}

/** What an attempt that was stopped came to. Work that a shutdown cut is handed back: the next start goes on with it. */
export function stopped(signal: AbortSignal, timedOut: false): StopOutcome
export function stopped(signal: AbortSignal, timedOut: boolean): StepOutcome | StopOutcome
export function stopped(signal: AbortSignal, timedOut: boolean): StepOutcome | StopOutcome {
  if (timedOut) return { kind: 'failed', code: 'timeout', message: toEngineError(signal.reason).message, retryable: true }
  const reason: unknown = signal.reason
  return reason === ('shutdown' satisfies StopReason) ? { kind: 'lost' } : { kind: 'cancelled' }
}
