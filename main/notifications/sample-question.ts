import type { Approval } from '../../engine/contract/approval'

/** A question for tests to tell. */
export const sampleQuestion = (changes: Partial<Approval> = {}): Approval => ({
  id: '0195a1c0-0000-8000-8000-000000000031',
  runId: '0195a1c0-0000-7000-8000-000000000012',
  externalId: 'SBX-12',
  pipelineName: 'newsletter',
  stepRunId: '0195a1c0-0000-7000-8000-000000000021',
  stepId: 'ask',
  itemIndex: null,
  attempt: 1,
  purpose: 'step',
  question: 'Send it?',
  roles: ['operator'],
  askedAt: 1000,
  expiresAt: null,
  onExpiry: 'fail',
  status: 'open',
  answeredBy: null,
  answeredAt: null,
  comment: '',
  ...changes,
})
