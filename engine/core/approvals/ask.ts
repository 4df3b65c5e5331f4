import type { ApprovalPurpose, ApprovalRole, ApprovalStatus, ExpiryAction } from '../../contract/approval'
import type { Json, JsonObject } from '../../contract/json'

/** What a step asks a person. */
export interface Ask {
  readonly question: string
  readonly evidence: Json
  readonly value: Json
  /** What an edited value must satisfy; null: anything. */
  readonly valueSchema: JsonObject | boolean | null
  readonly roles: readonly ApprovalRole[]
  /** Null: it waits as long as its run. */
  readonly expiresAt: number | null
  readonly onExpiry: ExpiryAction
  /** continue: a rejection is an answer like another, and the step succeeds with it. */
  readonly onReject: 'fail' | 'continue'
}

/** How a question ceased to be open while its run went on. */
export type Verdict = Extract<ApprovalStatus, 'approved' | 'rejected' | 'expired'>

/** An answer, or that there was none, as far as it decides what becomes of the step. */
export interface Answer {
  readonly purpose: ApprovalPurpose
  readonly verdict: Verdict
  /** Null when nobody answered. */
  readonly by: string | null
  readonly comment: string
  readonly onExpiry: ExpiryAction
  readonly onReject: Ask['onReject']
}

/** Whether the answer, or what its lack stands for, is yes. */
export const isApproved = ({ verdict, onExpiry }: Pick<Answer, 'verdict' | 'onExpiry'>): boolean =>
  verdict === 'approved' || (verdict === 'expired' && onExpiry === 'approve')

/** By the engine's clock; at that very moment it is too late. */
export const isExpired = ({ expiresAt }: { readonly expiresAt: number | null }, now: number): boolean => expiresAt !== null && expiresAt <= now
