import { expect, it } from 'vitest'
import { isDeadLetter } from './is-dead-letter'

it('is what may be wanted after all, once what hindered it is mended', () => {
  expect((['http_unavailable', 'timeout', 'command_failed', 'validation_failed', 'secret_not_found', 'worker_lost', 'child_failed', 'unexpected'] as const).filter((code) => !isDeadLetter(code))).toEqual([])
})

it('is not what only the file can mend, nor what somebody has decided', () => {
  expect((['step_config_invalid', 'expression_failed', 'pipeline_not_found', 'cancelled', 'approval_rejected'] as const).filter(isDeadLetter)).toEqual([])
})
