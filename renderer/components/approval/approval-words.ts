import type { Approval, ApprovalStatus } from '../../../engine/contract/approval'
import { formatDuration } from '../../lib/format-duration'
import { formatClock, formatExact } from '../../lib/format-time'
import type { LampShape } from '../statuses'

/** How what became of a question looks. */
export const ANSWER_LOOK = {
  open: { shape: 'waiting', word: 'Open' },
  approved: { shape: 'succeeded', word: 'Approved' },
  rejected: { shape: 'failed', word: 'Rejected' },
  expired: { shape: 'lost', word: 'Expired' },
  withdrawn: { shape: 'cancelled', word: 'Withdrawn' },
} as const satisfies Record<ApprovalStatus, { readonly shape: LampShape; readonly word: string }>

/** `publish`, or `item 3 of publish`. */
export const askingStep = ({ stepId, itemIndex }: Pick<Approval, 'stepId' | 'itemIndex'>): string => (itemIndex === null ? stepId : `item ${itemIndex} of ${stepId}`)

const ROLE_WORDS = { operator: 'operators', author: 'authors', admin: 'admins' } as const satisfies Record<Approval['roles'][number], string>
const RANK = ['operator', 'author', 'admin'] as const

/** "Operators and up", "Admins". */
export function whoMay(roles: Approval['roles']): string {
  const lowest = RANK.find((role) => roles.includes(role)) ?? 'admin'
  const words = ROLE_WORDS[lowest]
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${lowest === 'admin' ? '' : ' and up'}`
}

/** Beside an open question: "expires in 2 h". Null when it never does. */
export function expiryWords({ expiresAt }: Pick<Approval, 'expiresAt'>, now: number): string | null {
  if (expiresAt === null) return null
  return expiresAt <= now ? 'its time is over' : `expires in ${formatDuration(expiresAt - now)}`
}

const AFTER_EXPIRY = { approve: 'it counts as a yes', reject: 'it counts as a no', fail: 'its step fails' } as const satisfies Record<Approval['onExpiry'], string>

/** "Until 14:03:00, in 2 h; then it counts as a no." */
export function deadlineWords({ expiresAt, onExpiry }: Pick<Approval, 'expiresAt' | 'onExpiry'>, now: number): string {
  if (expiresAt === null) return 'As long as the run waits'
  const at = Math.abs(expiresAt - now) < 12 * 3_600_000 ? formatClock(expiresAt) : formatExact(expiresAt)
  const left = expiresAt > now ? `, in ${formatDuration(expiresAt - now)}` : ''
  return `Until ${at}${left}; then ${AFTER_EXPIRY[onExpiry]}`
}

/** What happens on an answer, before it is given. */
export function effectWords({ purpose }: Pick<Approval, 'purpose'>, approve: boolean, edited: boolean): string {
  if (purpose === 'on_lost') return approve ? 'The step is tried again. If its effect happened, it happens twice.' : 'The step fails. What needs it is skipped.'
  if (!approve) return 'The step ends with a no: it fails, unless its pipeline goes on after a rejection.'
  return `The step succeeds${edited ? ' with the value as you have edited it' : ''}, and the run goes on.`
}

/** The two answers, as a question's purpose words them. */
export const answerNames = ({ purpose }: Pick<Approval, 'purpose'>): { readonly approve: string; readonly reject: string } =>
  purpose === 'on_lost' ? { approve: 'Try again', reject: 'Give up' } : { approve: 'Approve', reject: 'Reject' }
