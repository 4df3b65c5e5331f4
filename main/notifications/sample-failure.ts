import type { FailureNotice } from '../../engine/contract/events'

/** A failure for tests to tell. */
export const sampleFailure = (changes: Partial<FailureNotice> = {}): FailureNotice => ({
  runId: '0195a1c0-0000-7000-8000-000000000012',
  externalId: 'SBX-12',
  pipelineId: '0195a1c0-0000-7000-8000-000000000001',
  pipelineName: 'nightly',
  stepId: 'extract',
  message: 'The command ended with exit code 3.',
  at: 1000,
  ...changes,
})
