import { BarChart, type ChartBar } from '../../components/chart/bar-chart'
import type { RunStatistics } from '../../../engine/contract/run'
import { formatCount } from '../../lib/format-count'
import { formatUsd } from '../../lib/format-usage'
import { PERIOD_WORDS, stretchWords, tickOf } from './period'
import styles from './panel.module.css'
import type { Statistics } from './use-statistics'

/** Failures stand on the base line, where they can be compared. */
const OUTCOMES = [
  { name: 'failed', tone: 'fail', lamp: 'failed' },
  { name: 'cancelled', tone: 'idle', lamp: 'cancelled' },
  { name: 'succeeded', tone: 'ok', lamp: 'succeeded' },
] as const

export const OutcomeChart = ({ statistics }: { readonly statistics: Statistics }) => {
  const { totals, period } = statistics
  return (
    <section className={styles.chart} aria-label="Outcomes">
      <BarChart
        title="Outcomes"
        series={OUTCOMES}
        bars={barsOf(statistics, outcomesOf)}
        whole={{ label: `In ${PERIOD_WORDS[period].last}`, values: outcomesOf(totals) }}
        format={formatCount}
        empty={`No run ended in ${PERIOD_WORDS[period].last}.`}
      />
    </section>
  )
}

/** Nothing while models cost nothing. */
export function CostChart({ statistics }: { readonly statistics: Statistics }) {
  const { figures, period } = statistics
  if (figures.usd === 0) return null
  return (
    <section className={styles.chart} aria-label="Cost of models">
      <BarChart
        title="Cost of models"
        series={COST}
        bars={barsOf(statistics, ({ usd }) => [usd])}
        whole={{ label: `In ${PERIOD_WORDS[period].last}`, values: [figures.usd] }}
        format={formatUsd}
        empty=""
        height={96}
      />
    </section>
  )
}

const COST = [{ name: 'in all', tone: 'plain' }] as const

const outcomesOf = ({ failed, cancelled, succeeded }: RunStatistics): readonly number[] => [failed, cancelled, succeeded]

const barsOf = ({ stretches, stretchMs, period, now }: Statistics, valuesOf: (stretch: RunStatistics) => readonly number[]): readonly ChartBar[] =>
  stretches.map((stretch) => ({
    key: stretch.from,
    label: stretchWords(period, stretch.from, stretchMs),
    values: valuesOf(stretch),
    tick: tickOf(period, stretch.from, stretchMs),
    time: stretch.from > now ? 'ahead' : stretch.from + stretchMs > now ? 'now' : 'past',
  }))
