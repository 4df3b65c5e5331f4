import { EngineError } from '../core/shared/engine-error'

const DEFAULT_SECONDS = 7200

/** How long an attempt may be at work before it is reported as stuck (ms): `JOB_STUCK_SECONDS`, two hours unless given. Throws `request_invalid`. */
export function stuckAfterMs(environment: Readonly<Record<string, string | undefined>>): number {
  const given = environment['JOB_STUCK_SECONDS']
  if (given === undefined || given === '') return DEFAULT_SECONDS * 1000
  const seconds = Number(given)
  if (!Number.isFinite(seconds) || seconds <= 0) throw new EngineError('request_invalid', `JOB_STUCK_SECONDS is "${given}"; it must be a number of seconds above 0.`)
  return seconds * 1000
}
