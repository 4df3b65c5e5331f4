import type { Why } from '../../../../engine/contract/why'
import { formatClock, formatExact } from '../../../lib/format-time'

/** What the engine says, with the time at which it ends by itself: "write failed and is tried again in 4 min (at 12:03:04)." */
export function whySentence({ message, until }: Pick<Why, 'message' | 'until'>, now: number): string {
  if (until === null || until <= now) return message
  const at = new Date(until).toDateString() === new Date(now).toDateString() ? formatClock(until) : formatExact(until)
  return message.replace(/\.$/, ` (at ${at}).`)
}
