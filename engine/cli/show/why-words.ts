import type { Why } from '../../contract/why'
import { visible } from './visible'
import { clock, dateTime } from './words'

/** The sentence, with the time of day at which it ends by itself: `write failed and is tried again in 4 min (at 12:03:04).` */
export function whyWords({ message, until }: Pick<Why, 'message' | 'until'>, now: number): string {
  if (until === null || until <= now) return visible(message)
  const at = new Date(until).toDateString() === new Date(now).toDateString() ? clock(until) : dateTime(until)
  return visible(message.replace(/\.$/, ` (at ${at}).`))
}
