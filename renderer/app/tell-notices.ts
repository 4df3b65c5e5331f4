import type { StepNotice } from '../../engine/contract/events'
import { toast } from '../components/toast'
import type { LinkStore } from '../engine/link-store'

/** Told one by one up to here; more at once are counted, or they would cover the page. */
const ONE_BY_ONE = 3
const SHOWN_MS = 10_000

export interface NoticeToast {
  readonly title: string
  readonly text: string
  readonly route: string
}

/** What a batch of notices is shown as. */
export function noticeToasts(notices: readonly StepNotice[]): readonly NoticeToast[] {
  if (notices.length <= ONE_BY_ONE) return notices.map(({ title, text, runId }) => ({ title, text, route: `/runs/${runId}` }))
  return [{ title: `${notices.length} messages from your pipelines`, text: notices.map(({ title }) => title).join(', '), route: '/runs' }]
}

/** Shows what `notify` steps say, where nobody else does; returns how to stop. */
export const tellNotices = (link: Pick<LinkStore, 'onHint'>, open: (route: string) => void): (() => void) =>
  link.onHint((event) => {
    if (event?.type !== 'notices') return
    for (const { title, text, route } of noticeToasts(event.notices))
      toast.message(title, { description: text, duration: SHOWN_MS, action: { label: 'Show', onClick: () => open(route) } })
  })
