import { ERRORS, isErrorCode } from '../contract/errors'
import type { RunStatus } from '../contract/run-status'

/** What scripts can tell from how a command ended; docs/guide/command-line.md explains each one. */
export const EXIT = {
  done: 0,
  runFailed: 1,
  badInput: 2,
  engineTrouble: 3,
  cancelled: 4,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A person can mend these, too, but not by asking for something else. */
const ABOUT_THE_ENGINE = new Set(['data_folder_unusable', 'data_folder_in_use', 'database_newer', 'protocol_mismatch', 'address_in_use', 'vault_locked'])

/** Of a command that could not do what was asked. */
export function exitCodeOfError(code: string): ExitCode {
  if (code === 'cancelled') return EXIT.cancelled
  const known = isErrorCode(code) ? ERRORS[code] : null
  return known?.problem === 'user' && !ABOUT_THE_ENGINE.has(code) ? EXIT.badInput : EXIT.engineTrouble
}

/** Of `run`, when its run has ended. */
export function exitCodeOfRun(status: RunStatus): ExitCode {
  switch (status) {
    case 'succeeded':
      return EXIT.done
    case 'failed':
      return EXIT.runFailed
    case 'cancelled':
      return EXIT.cancelled
    case 'queued':
    case 'running':
    case 'waiting':
      return EXIT.engineTrouble
  }
}
