import type { Approval, ApprovalDetail, ApprovalFilter } from '../../engine/contract/approval'
import { sampleId, SPACES } from './sample-ids'
import type { World } from './sample-world'

const MINUTE = 60_000
const APPROVAL_SPACE = 9

interface Seed extends Partial<ApprovalDetail> {
  readonly question: string
  readonly minutesAgo: number
}

const LETTER = {
  title: 'Report on the harbour works of 1887',
  key_points: ['the breakwater is to be forty yards longer', 'dredging begins in May', 'the dues are raised by a tenth'],
  confidence: 0.71,
}

/** Questions of each kind: with a value to edit, with a time, of an item, after a loss, and some that are answered. */
const SEEDS: readonly Seed[] = [
  {
    question: 'Publish the report as it is?',
    minutesAgo: 3,
    evidence: LETTER,
    value: { title: LETTER.title, pages: 14, audience: ['members', 'archive'] },
    valueSchema: { type: 'object', required: ['title', 'pages'] },
    expiresAt: Date.now() + 104 * MINUTE,
    onExpiry: 'reject',
    stepId: 'publish',
  },
  {
    question: 'The attempt of step "notify" died before its outcome was known. Its effect may have happened. Try again or give up?',
    minutesAgo: 41,
    purpose: 'on_lost',
    stepId: 'notify',
    pipelineName: 'nightly_import',
  },
  { question: 'Is the reading of this letter right?', minutesAgo: 58, stepId: 'read', itemIndex: 17, evidence: 'The Engineer proposes\na longer Breakwater.', value: 'The engineer proposes a longer breakwater.' },
  { question: 'Delete 1,204 duplicates?', minutesAgo: 190, stepId: 'clean', status: 'approved', comment: 'Looked at twenty of them; all are true duplicates.', value: { count: 1204 }, answer: { count: 1204 } },
  { question: 'Send the newsletter to 3,410 readers?', minutesAgo: 260, stepId: 'send', status: 'rejected', comment: 'The date in the first paragraph is wrong.' },
  { question: 'Pay the invoice of the printer?', minutesAgo: 900, stepId: 'pay', status: 'expired', expiresAt: Date.now() - 300 * MINUTE },
  { question: 'Overwrite the archive?', minutesAgo: 1600, stepId: 'archive', status: 'withdrawn' },
]

/** The words of a refusal that the engine gives to a value without a title. */
export const findingsOf = (value: unknown): string[] => (typeof value === 'object' && value !== null && !('title' in value) ? ["the value must have required property 'title'"] : [])

export function approvalsIn(world: World): readonly ApprovalDetail[] {
  if (world.pipelines.length === 0) return []
  return SEEDS.map((seed, n) => detailOf(seed, n))
}

function detailOf({ minutesAgo, ...seed }: Seed, n: number): ApprovalDetail {
  const askedAt = Date.now() - minutesAgo * MINUTE
  const status = seed.status ?? 'open'
  const answered = status === 'approved' || status === 'rejected'
  return {
    id: sampleId(APPROVAL_SPACE, n),
    runId: sampleId(SPACES.run, n),
    externalId: `SBX-${104_128 - n}`,
    pipelineName: 'document_digest',
    stepRunId: sampleId(SPACES.stepRun, n),
    stepId: 'ask',
    itemIndex: null,
    attempt: 1,
    purpose: 'step',
    roles: ['operator'],
    askedAt,
    expiresAt: null,
    onExpiry: 'fail',
    status,
    answeredBy: answered ? 'ada' : null,
    answeredAt: status === 'open' ? null : askedAt + 20 * MINUTE,
    comment: '',
    evidence: null,
    value: null,
    valueSchema: null,
    answer: null,
    ...seed,
  }
}

export function listApprovals(world: World, { state, runId, stepRunId }: ApprovalFilter): readonly Approval[] {
  return approvalsIn(world)
    .filter((approval) => state === undefined || (approval.status === 'open') === (state === 'open'))
    .filter((approval) => (runId === undefined || approval.runId === runId) && (stepRunId === undefined || approval.stepRunId === stepRunId))
    .map(({ evidence: _evidence, value: _value, valueSchema: _schema, answer: _answer, ...line }) => line)
}
