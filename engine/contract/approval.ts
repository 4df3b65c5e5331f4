import * as z from 'zod'
import { id, json, jsonObject, time } from './json'

/**
 * open: nobody has answered. approved, rejected: a person did. expired: nobody did in time, and the question says what
 * follows from that. withdrawn: its run was cancelled. All but the first are final.
 */
export const APPROVAL_STATUSES = ['open', 'approved', 'rejected', 'expired', 'withdrawn'] as const
export const approvalStatus = z.enum(APPROVAL_STATUSES)
export type ApprovalStatus = z.infer<typeof approvalStatus>

/** step: an `approval` step asks. on_lost: an attempt died before its outcome was known, and its step says to ask. */
export const APPROVAL_PURPOSES = ['step', 'on_lost'] as const
export const approvalPurpose = z.enum(APPROVAL_PURPOSES)
export type ApprovalPurpose = z.infer<typeof approvalPurpose>

/** Who may answer; a role stands for itself and those above it. */
export const APPROVAL_ROLES = ['operator', 'author', 'admin'] as const
export const approvalRole = z.enum(APPROVAL_ROLES)
export type ApprovalRole = z.infer<typeof approvalRole>

/** What follows when nobody answers in time. */
export const EXPIRY_ACTIONS = ['approve', 'reject', 'fail'] as const
export const expiryAction = z.enum(EXPIRY_ACTIONS)
export type ExpiryAction = z.infer<typeof expiryAction>

export const MAX_QUESTION = 4000
export const MAX_COMMENT = 2000
/** Of the JSON that is shown beside a question, and of the value that may be edited (characters). */
export const MAX_EVIDENCE = 256 * 1024
export const MAX_APPROVAL_VALUE = 48 * 1024

/** A question to a person, as lists show it. */
export const approval = z.object({
  id,
  runId: id,
  /** What people say and type: `SBX-…`. */
  externalId: z.string(),
  pipelineName: z.string(),
  stepRunId: id,
  stepId: z.string(),
  /** Place in a mapped step's list; null for the step itself. */
  itemIndex: z.int().nullable(),
  attempt: z.int(),
  purpose: approvalPurpose,
  question: z.string(),
  /** Any of these, and the roles above them. */
  roles: z.array(approvalRole),
  askedAt: time,
  /** From then on nobody can answer any more; null: never. */
  expiresAt: time.nullable(),
  onExpiry: expiryAction,
  status: approvalStatus,
  /** Null while it is open, and when nobody answered. */
  answeredBy: z.string().nullable(),
  /** When it ceased to be open, in whichever way. */
  answeredAt: time.nullable(),
  comment: z.string(),
})
export type Approval = z.infer<typeof approval>

export const approvalDetail = approval.extend({
  /** Shown beside the question; null when there is none. */
  evidence: json,
  /** What is asked about, and may be edited; null when there is nothing to edit. */
  value: json,
  /** JSON Schema that an edited value must satisfy. */
  valueSchema: z.union([jsonObject, z.boolean()]).nullable(),
  /** The value as it was approved. */
  answer: json,
})
export type ApprovalDetail = z.infer<typeof approvalDetail>

export const approvalFilter = z.object({
  /** open: waits for an answer. answered: everything else, whichever way it ended. */
  state: z.enum(['open', 'answered']).optional(),
  runId: id.optional(),
  stepRunId: id.optional(),
})
export type ApprovalFilter = z.infer<typeof approvalFilter>
