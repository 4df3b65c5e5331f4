import { expect, it } from 'vitest'
import { EXIT, exitCodeOfError, exitCodeOfRun } from './exit-code'

it('tells what the person can mend in the request from what ails the engine', () => {
  const badInput = ['pipeline_invalid', 'input_invalid', 'request_invalid', 'run_not_found', 'run_already_finished', 'idempotency_conflict', 'file_not_found']
  const trouble = [
    'data_folder_in_use',
    'data_folder_unusable',
    'database_newer',
    'protocol_mismatch',
    'storage_full',
    'storage_corrupt',
    'engine_unavailable',
    'unexpected',
    'a_code_of_the_future',
  ]
  expect(badInput.map(exitCodeOfError)).toEqual(badInput.map(() => EXIT.badInput))
  expect(trouble.map(exitCodeOfError)).toEqual(trouble.map(() => EXIT.engineTrouble))
  expect(exitCodeOfError('cancelled')).toBe(EXIT.cancelled)
})

it('ends as the run ended', () => {
  expect((['succeeded', 'failed', 'cancelled'] as const).map(exitCodeOfRun)).toEqual([0, 1, 4])
})
