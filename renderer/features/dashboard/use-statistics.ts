import { useCallback, useMemo } from 'react'
import type { RunStatistics } from '../../../engine/contract/run'
import type { CallFailure } from '../../engine/call-failure'
import { useQuery } from '../../engine/use-query'
import { useNow } from '../../lib/use-now'
import { figuresOf, NOTHING, type Figures } from './figures'
import { comparedStretches, stretchesOf, type Period } from './period'
import { getStatistics } from './queries'
import { useRefreshAtRest } from './use-refresh-at-rest'

export interface Statistics {
  readonly period: Period
  readonly now: number
  readonly stretches: readonly RunStatistics[]
  readonly stretchMs: number
  /** Of the period so far, and of as long a time before it. */
  readonly figures: Figures
  readonly before: Figures
  readonly totals: RunStatistics
}

interface StatisticsRead {
  readonly statistics: Statistics | undefined
  readonly error: CallFailure | undefined
  readonly refresh: () => void
}

const EMPTY: RunStatistics = { from: 0, succeeded: 0, failed: 0, cancelled: 0, p50Ms: null, tokens: 0, usd: 0 }

/** What runs came to in the period: by stretches for the charts, and exactly as a whole, which medians cannot be summed to. */
export function useStatistics(period: Period): StatisticsRead {
  const now = useNow(60_000)
  const span = stretchesOf(period, now)
  const series = useQuery(getStatistics, span)
  const compared = useQuery(getStatistics, comparedStretches(span, now), { keepPrevious: true })
  const { refresh: readSeries } = series
  const { refresh: readCompared } = compared
  const refresh = useCallback(() => {
    readSeries()
    readCompared()
  }, [readSeries, readCompared])
  useRefreshAtRest(refresh)

  const statistics = useMemo(() => {
    if (series.data === undefined || compared.data === undefined) return undefined
    const { stretches, stretchMs } = series.data
    const [then, whole] = compared.data.stretches
    return {
      period,
      now,
      stretches,
      stretchMs,
      totals: whole ?? EMPTY,
      figures: whole === undefined ? NOTHING : figuresOf(whole),
      before: then === undefined ? NOTHING : figuresOf(then),
    }
  }, [period, now, series.data, compared.data])
  return { statistics, error: series.error ?? compared.error, refresh }
}
