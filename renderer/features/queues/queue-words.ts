import type { LaneState, PlacedAttempt, QueueState } from '../../../engine/contract/queue'
import { formatCount, plural } from '../../lib/format-count'

/** "12 at work, 240 waiting", the facts apart. */
export function summaryOf(queues: readonly QueueState[]): readonly string[] {
  const running = queues.reduce((sum, queue) => sum + queue.running, 0)
  const waiting = queues.reduce((sum, queue) => sum + queue.queued, 0)
  if (running === 0 && waiting === 0) return ['Nothing is at work, and nothing waits']
  return [`${formatCount(running)} at work`, waiting === 0 ? 'nothing waits' : `${formatCount(waiting)} waiting`]
}

/** "3 of 10 places", or "3 at work" where any number may be. */
export const placesWords = (running: number, limit: number | null): string =>
  limit === null ? `${formatCount(running)} at work` : `${formatCount(running)} of ${plural(limit, 'place')}`

/** "12 waiting": those whose time has come. */
export const waitingWords = (due: number): string => (due === 0 ? 'none waiting' : `${formatCount(due)} waiting`)

/** "3 for later": those that wait for a time of their own, such as the next try. */
export const laterWords = (later: number): string => (later === 0 ? '' : `${formatCount(later)} for later`)

/** "SBX-12 sections, item 4". */
export const whoWords = ({ externalId, stepId, itemIndex }: Pick<PlacedAttempt, 'externalId' | 'stepId' | 'itemIndex'>): string =>
  itemIndex === null ? `${externalId} ${stepId}` : `${externalId} ${stepId}, item ${itemIndex}`

export const LANE_WORDS: Readonly<Record<LaneState['of'], string>> = { service: 'Service', model: 'Model' }

/** Why the queue cannot be removed, as far as that can be seen from here. */
export function notRemovable({ builtIn, running, queued }: QueueState): string | undefined {
  if (builtIn) return 'This queue is always there.'
  return running + queued > 0 ? 'Steps are in it; it can be removed when it is empty.' : undefined
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const MOST_PLACES = 1000

export interface QueueForm {
  readonly name: string
  readonly places: string
}

export type QueueErrors = Partial<Record<keyof QueueForm, string>>

/** What is wrong with the fields; null when they can be sent. `taken` are the names of other queues. */
export function queueFaults({ name, places }: QueueForm, taken: readonly string[]): QueueErrors | null {
  const count = Number(places.trim())
  const errors: QueueErrors = {
    ...(!NAME.test(name.trim()) && { name: 'At most 64 letters, digits, dashes and underscores, beginning with a letter.' }),
    ...(taken.includes(name.trim()) && { name: 'There is a queue of this name.' }),
    ...((places.trim() === '' || !Number.isInteger(count) || count < 1 || count > MOST_PLACES) && { places: 'A whole number from 1 to 1,000.' }),
  }
  return Object.keys(errors).length === 0 ? null : errors
}
