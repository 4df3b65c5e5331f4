import type { Ask } from './ask'

/** What is asked when an attempt of a step with `on_lost: ask` died before anyone heard what it came to. */
export const lostQuestion = ({ stepId, itemIndex }: { readonly stepId: string; readonly itemIndex: number | null }): Ask => ({
  question: `The attempt of ${itemIndex === null ? `step "${stepId}"` : `item ${itemIndex} of step "${stepId}"`} died before its outcome was known. Its effect may have happened. Try again or give up?`,
  evidence: null,
  value: null,
  valueSchema: null,
  roles: ['operator'],
  expiresAt: null,
  onExpiry: 'fail',
  onReject: 'fail',
})
