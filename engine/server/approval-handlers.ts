import { MAX_APPROVAL_VALUE, type Approval, type ApprovalDetail } from '../contract/approval'
import type { Json } from '../contract/json'
import { jsonFault, MAX_JSON_DEPTH } from '../contract/json-bounds'
import { EngineError } from '../core/shared/engine-error'
import type { ApprovalLine, ApprovalRecord } from '../ports/records'
import { answerApproval, approvalNotFound, mustBeAnswerable, valueOf } from '../usecases/approvals'
import { hintsOn } from '../usecases/hints'
import { refuseSecretsInInput } from '../usecases/secrets'
import type { CallContext, EngineServices } from './context'
import { contract } from './middleware'

/** A check that takes longer comes to nothing. */
const CHECK_MS = 10_000

const approvalView = (approval: ApprovalLine): Approval => ({
  id: approval.id,
  runId: approval.runId,
  externalId: approval.externalId,
  pipelineName: approval.pipelineName,
  stepRunId: approval.stepRunId,
  stepId: approval.stepId,
  itemIndex: approval.itemIndex,
  attempt: approval.attempt,
  purpose: approval.purpose,
  question: approval.question,
  roles: [...approval.roles],
  askedAt: approval.askedAt,
  expiresAt: approval.expiresAt,
  onExpiry: approval.onExpiry,
  status: approval.status,
  answeredBy: approval.answeredBy,
  answeredAt: approval.answeredAt,
  comment: approval.comment,
})

async function detail({ read }: EngineServices, approvalId: string): Promise<ApprovalDetail> {
  const approval = await read.approval(approvalId)
  if (approval === null) throw approvalNotFound()
  const { evidence, value, valueSchema, answer } = approval
  return { ...approvalView(approval), evidence, value, valueSchema, answer }
}

interface GivenAnswer {
  readonly approvalId: string
  readonly approve: boolean
  readonly comment: string
  readonly value?: Json | undefined
}

async function answer({ services, permissions, caller }: CallContext, given: GivenAnswer): Promise<ApprovalDetail> {
  const { unitOfWork, plans, clock, bus, vault, read } = services
  const approval = await read.approval(given.approvalId)
  if (approval === null) throw approvalNotFound()
  mustBeAnswerable(approval, permissions, clock.now())
  refuseSecretsInInput({ comment: given.comment, value: given.value ?? null }, vault.masker())
  if (given.approve) await mustSatisfy(services, approval, valueOf(given, approval))
  const { wakes } = await unitOfWork.run(async (tx) => {
    const answered = await answerApproval(tx, { ...given, by: caller, permissions }, { plans, now: clock.now(), ...hintsOn(bus) })
    tx.afterCommit(() => bus.publish({ type: 'run', runId: answered.runId }))
    return answered
  })
  services.wake(wakes)
  return detail(services, given.approvalId)
}

async function findingsOf({ checkAnswer }: EngineServices, { valueSchema }: ApprovalRecord, value: Json): Promise<readonly string[]> {
  if (jsonFault(value, { depth: MAX_JSON_DEPTH, characters: MAX_APPROVAL_VALUE }) !== null) return [`the value has more than ${MAX_APPROVAL_VALUE / 1024} KiB, or nests too deeply`]
  return valueSchema === null ? [] : checkAnswer(value, valueSchema, AbortSignal.timeout(CHECK_MS))
}

/** Outside of the transaction, which awaits nothing else: what a question asks for never changes. */
async function mustSatisfy(services: EngineServices, approval: ApprovalRecord, value: Json): Promise<void> {
  const findings = await findingsOf(services, approval, value)
  if (findings.length > 0) throw new EngineError('validation_failed', `The value cannot be approved as it is: ${findings.join('; ')}.`, { details: { findings: [...findings] } })
}

export const approvalHandlers = {
  list: contract.approvals.list.handler(async ({ input: { filter, skip, limit }, context: { services } }) => {
    const { items, total } = await services.read.approvals(filter, { skip, limit })
    return { items: items.map(approvalView), total }
  }),
  get: contract.approvals.get.handler(({ input, context: { services } }) => detail(services, input.approvalId)),
  check: contract.approvals.check.handler(async ({ input: { approvalId, value }, context: { services } }) => {
    const approval = await services.read.approval(approvalId)
    if (approval === null) throw approvalNotFound()
    return { findings: [...(await findingsOf(services, approval, value))] }
  }),
  answer: contract.approvals.answer.handler(({ input, context }) => answer(context, input)),
}
