import type { RunEvent } from '../../contract/events'

type Answered = Extract<RunEvent, { type: 'approval.answered' }>

/** `send`, or `send[3]` for an item. */
export const placeWords = ({ stepId, itemIndex }: { readonly stepId: string; readonly itemIndex: number | null }): string => (itemIndex === null ? stepId : `${stepId}[${itemIndex}]`)

/** What became of a question: `was approved by ada: go on`. */
export function answerWords({ status, by, comment }: Pick<Answered, 'status' | 'by' | 'comment'>): string {
  switch (status) {
    case 'approved':
    case 'rejected':
      return `was ${status}${by === null ? '' : ` by ${by}`}${comment === '' ? '' : `: ${comment}`}`
    case 'expired':
      return 'was not answered in time'
    case 'withdrawn':
      return 'needs no answer any more'
  }
}
