import { Sparkline } from '../../components/chart/sparkline'
import { formatCount } from '../../lib/format-count'
import { formatDuration } from '../../lib/format-duration'
import { formatTokens, formatUsd } from '../../lib/format-usage'
import { costChange, durationChange, finishedChange, rateChange } from './change-words'
import { figuresOf, formatRate } from './figures'
import styles from './number-tiles.module.css'
import { PERIOD_WORDS, stretchWords } from './period'
import type { Statistics } from './use-statistics'

/** The four numbers, each with its course and how it stands to the period before. */
export function NumberTiles({ statistics }: { readonly statistics: Statistics }) {
  const { figures, before, period } = statistics
  const words = PERIOD_WORDS[period].before
  const priced = figures.usd > 0 || before.usd > 0
  return (
    <section className={styles.tiles} aria-label={`In ${PERIOD_WORDS[period].last}`}>
      <Tile
        label="Runs finished"
        value={formatCount(figures.finished)}
        change={finishedChange(figures, before, words)}
        course={courseOf(statistics, ({ finished }) => finished, formatCount, true)}
      />
      <Tile
        label="Success rate"
        value={figures.successRate === null ? null : formatRate(figures.successRate)}
        change={rateChange(figures, before, words)}
        course={courseOf(statistics, ({ successRate }) => successRate, formatRate)}
      />
      <Tile
        label="Median duration"
        value={figures.usualMs === null ? null : formatDuration(figures.usualMs)}
        change={durationChange(figures, before, words)}
        course={courseOf(statistics, ({ usualMs }) => usualMs, formatDuration)}
      />
      {priced ? (
        <Tile
          label="Cost of models"
          value={formatUsd(figures.usd)}
          note={formatTokens(figures.tokens)}
          change={costChange(figures, before, words)}
          course={courseOf(statistics, ({ usd }) => usd, formatUsd, true)}
        />
      ) : (
        <Tile
          label="Tokens of models"
          value={figures.tokens === 0 ? null : formatTokens(figures.tokens)}
          change={costChange(figures, before, words)}
          course={courseOf(statistics, ({ tokens }) => tokens, formatTokens, true)}
        />
      )}
    </section>
  )
}

interface Course {
  readonly values: readonly (number | null)[]
  readonly words: (place: number) => string
}

/** `sums`: what grows while a stretch lasts, so that the one under way would look like a fall. */
function courseOf(
  { stretches, stretchMs, period, now }: Statistics,
  valueOf: (figures: ReturnType<typeof figuresOf>) => number | null,
  format: (value: number) => string,
  sums = false,
): Course {
  const over = stretches.filter(({ from }) => from + (sums ? stretchMs : 0) <= now)
  const values = over.map((stretch) => valueOf(figuresOf(stretch)))
  return {
    values,
    words: (place) => {
      const value = values[place]
      return `${stretchWords(period, over[place]?.from ?? now, stretchMs)}: ${value == null ? 'nothing' : format(value)}`
    },
  }
}

interface TileProps {
  readonly label: string
  /** Null: there is none. */
  readonly value: string | null
  /** After the label. */
  readonly note?: string
  readonly change: string
  readonly course: Course
}

const Tile = ({ label, value, note, change, course }: TileProps) => (
  <div className={styles.tile}>
    <h2 className={styles.label}>
      {label}
      {note !== undefined && <span>, {note}</span>}
    </h2>
    <p className={styles.value}>{value === null ? <span className={styles.none}>–</span> : <b>{value}</b>}</p>
    {course.values.some((value) => value !== null && value !== 0) ? (
      <Sparkline values={course.values} label={`${label} over time: arrow keys go through it`}>
        {(pointed) => (
          <p className={styles.change} aria-live={pointed === null ? 'off' : 'polite'}>
            {pointed === null ? change : course.words(pointed)}
          </p>
        )}
      </Sparkline>
    ) : (
      <p className={styles.change}>{change}</p>
    )}
  </div>
)
