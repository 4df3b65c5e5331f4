import type { DeadLetter, DeadLetterGroup, ReplayReceipt } from '../../../engine/contract/dead-letter'
import { plural } from '../../lib/format-count'

/** What a replay came to: "2 runs started: SBX-14 and SBX-15. One was refused: …". */
export function receiptWords({ replayed, refused }: ReplayReceipt): string {
  const names = replayed.map(({ externalId }) => externalId)
  const started = names.length === 0 ? 'Nothing was started.' : names.length <= 3 ? `Started ${names.join(' and ')}.` : `Started ${plural(names.length, 'run')}, ${names[0] ?? ''} to ${names.at(-1) ?? ''}.`
  const [first] = refused
  if (first === undefined) return started
  const letters = refused.reduce((sum, { letterIds }) => sum + letterIds.length, 0)
  return `${started} ${plural(letters, 'letter')} could not be replayed: ${first.error.message}`
}

/** "3 attempts", "12 items failed". */
export function triesWords({ attempts, itemsFailed }: Pick<DeadLetter, 'attempts' | 'itemsFailed'>): string {
  return itemsFailed > 0 ? `${plural(itemsFailed, 'item')} failed` : plural(attempts, 'attempt')
}

/** What became of a letter that is closed: "done again by SBX-14", "It was a trial." */
export function closedWords({ status, reason }: Pick<DeadLetter, 'status' | 'reason'>): string {
  if (status === 'replayed') return 'done again by'
  return reason ?? ''
}

/** "12 letters in 3 groups". */
export function summaryWords(groups: readonly DeadLetterGroup[]): string {
  const letters = groups.reduce((sum, { count }) => sum + count, 0)
  return groups.length < 2 ? plural(letters, 'letter') : `${plural(letters, 'letter')}, ${plural(groups.length, 'cause')}`
}
