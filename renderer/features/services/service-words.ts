import type { LaneState } from '../../../engine/contract/queue'
import type { ServiceCheck, ServiceEntry, ServiceState } from '../../../engine/contract/service'
import type { LampShape } from '../../components/statuses'
import { plural } from '../../lib/format-count'

/** What a lamp says of a service. */
export const lampOf = ({ lastCheck }: Pick<ServiceState, 'lastCheck'>): LampShape => (lastCheck === null ? 'queued' : lastCheck.ok ? 'succeeded' : 'failed')

/** In a word, for those who do not see the lamp. */
export const healthWord = (check: ServiceCheck | null): string => (check === null ? 'Not checked' : check.ok ? 'Well' : 'Not well')

/** `api.example.com/v1/run` */
export function whereOf({ baseUrl, path }: Pick<ServiceEntry, 'baseUrl' | 'path'>): string {
  const whole = `${baseUrl.replace(/\/+$/, '')}${path === '/' ? '' : path}`
  return whole.replace(/^https?:\/\//i, '')
}

/** "3 services, 2 well, 1 not well", the numbers apart from their words. */
export function summaryOf(services: readonly ServiceState[]): readonly string[] {
  const checks = services.flatMap(({ lastCheck }) => (lastCheck === null ? [] : [lastCheck]))
  const well = checks.filter(({ ok }) => ok).length
  const ill = checks.length - well
  return [plural(services.length, 'service'), ...(well > 0 ? [`${well} well`] : []), ...(ill > 0 ? [`${ill} not well`] : [])]
}

type LaneUse = Pick<LaneState, 'limit' | 'running'>

/** "4 places", "2 of 4 places": how many there are, and how many are held once that is known. */
export function placesOf({ concurrency }: Pick<ServiceEntry, 'concurrency'>, lane: LaneUse | undefined): string {
  const places = plural(lane?.limit ?? concurrency, 'place')
  return lane === undefined || lane.running === 0 ? places : `${lane.running} of ${places}`
}

export const isFull = (lane: LaneUse | undefined): boolean => lane !== undefined && lane.limit !== null && lane.running >= lane.limit
