import type { Settings } from '../../engine/contract/settings'

export type QuietHours = Settings['notifications']['quietHours']

/** Whether nothing is to be told at a time of the local day. Hours that begin when they end hold no time at all. */
export function isQuiet(hours: QuietHours, now: Date): boolean {
  if (hours === null) return false
  const [minute, from, to] = [now.getHours() * 60 + now.getMinutes(), minuteOfDay(hours.from), minuteOfDay(hours.to)]
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
