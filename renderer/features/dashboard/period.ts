/** How far back the dashboard looks. */
export const PERIODS = ['24h', '7d', '30d'] as const
export type Period = (typeof PERIODS)[number]

export const asPeriod = (stored: unknown): Period | undefined => PERIODS.find((period) => period === stored)

export const PERIOD_WORDS = {
  '24h': { short: '24 h', last: 'the last 24 h', before: 'the 24 h before' },
  '7d': { short: '7 days', last: 'the last 7 days', before: 'the 7 days before' },
  '30d': { short: '30 days', last: 'the last 30 days', before: 'the 30 days before' },
} as const satisfies Record<Period, { readonly short: string; readonly last: string; readonly before: string }>

/** A part of time that the engine cuts into equal stretches. */
export interface Span {
  readonly since: number
  readonly until: number
  readonly buckets: number
}

/**
 * The stretches of a period, on the hours and days of this computer's clock: the last one is the hour, or the day, that is
 * under way, and its end lies ahead.
 */
export function stretchesOf(period: Period, now: number): Span {
  switch (period) {
    case '24h':
      return { since: hourOf(now, -23), until: hourOf(now, 1), buckets: 24 }
    case '7d':
      return { since: dayOf(now, -6), until: dayOf(now, 1), buckets: 28 }
    case '30d':
      return { since: dayOf(now, -29), until: dayOf(now, 1), buckets: 30 }
  }
}

/** Two stretches of one length, of which the second is the period so far: what is compared with what. */
export function comparedStretches({ since }: Pick<Span, 'since'>, now: number): Span {
  // Whole minutes, so that the same is asked for a while.
  const until = Math.max(since + MINUTE, Math.ceil(now / MINUTE) * MINUTE)
  return { since: 2 * since - until, until, buckets: 2 }
}

const MINUTE = 60_000

function hourOf(now: number, by: number): number {
  const date = new Date(now)
  date.setHours(date.getHours() + by, 0, 0, 0)
  return date.getTime()
}

function dayOf(now: number, by: number): number {
  const date = new Date(now)
  date.setHours(0, 0, 0, 0)
  date.setDate(date.getDate() + by)
  return date.getTime()
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekdayAndDay = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
const dayAndMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' })

/** When a stretch was: "14:00 to 15:00", "Tue, 14 Nov, 06:00 to 12:00", "Tue, 14 Nov". */
export function stretchWords(period: Period, from: number, ms: number): string {
  const clock = `${time.format(from)} to ${time.format(from + ms)}`
  switch (period) {
    case '24h':
      return clock
    case '7d':
      return `${weekdayAndDay.format(from)}, ${clock}`
    case '30d':
      // Where a clock was put forward or back within the period, stretches begin an hour off midnight.
      return weekdayAndDay.format(from + ms / 2)
  }
}

/** What stands under a stretch; most have nothing: "06:00", "Tue", "14 Nov". */
export function tickOf(period: Period, from: number, ms: number): string | null {
  const date = new Date(from)
  switch (period) {
    case '24h':
      return date.getHours() % 6 === 0 ? time.format(from) : null
    case '7d':
      return new Date(from + ms / 2).getHours() < 6 ? weekday.format(from + ms / 2) : null
    case '30d':
      return new Date(from + ms / 2).getDay() === 1 ? dayAndMonth.format(from + ms / 2) : null
  }
}
