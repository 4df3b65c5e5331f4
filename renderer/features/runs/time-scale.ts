/** A stretch of time drawn across a width: positions are parts of it, from 0 to 1. */
export interface TimeScale {
  readonly from: number
  readonly to: number
  /** Distances from `from` (ms), evenly spaced, starting with 0. */
  readonly ticks: readonly number[]
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const times = (counts: readonly number[], unit: number): readonly number[] => counts.map((count) => count * unit)

const STEPS: readonly number[] = [
  ...times([1, 2, 5, 10, 20, 50, 100, 200, 500], 1),
  ...times([1, 2, 5, 10, 15, 30], SECOND),
  ...times([1, 2, 5, 10, 15, 30], MINUTE),
  ...times([1, 2, 3, 6, 12], HOUR),
]

/** The smallest round distance that needs at most `max` ticks for this length. */
function tickStep(length: number, max: number): number {
  const days = Math.max(1, Math.ceil(length / DAY / max)) * DAY
  return STEPS.find((step) => length / step <= max) ?? days
}

/**
 * From the start to the first tick at or after the end, so that the scale of a running run moves on a whole tick at a time
 * and bars do not crawl meanwhile.
 */
export function timeScale(from: number, until: number, maxTicks = 5): TimeScale {
  const length = Math.max(1, until - from)
  const step = tickStep(length, maxTicks)
  const count = Math.ceil(length / step)
  return { from, to: from + count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) }
}

/** Where a time lies on the scale, kept inside it. */
export const positionOf = (scale: TimeScale, at: number): number => Math.min(1, Math.max(0, (at - scale.from) / (scale.to - scale.from)))
