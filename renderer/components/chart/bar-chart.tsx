import { useId, useRef } from 'react'
import { useElementSize } from '../../lib/use-element-size'
import { ShapedLamp } from '../lamp'
import type { LampShape } from '../statuses'
import styles from './bar-chart.module.css'
import { roundTop } from './scale'
import { usePointed } from './use-pointed'

export interface ChartSeries {
  /** As read after a number: "succeeded". */
  readonly name: string
  readonly tone: 'ok' | 'fail' | 'idle' | 'plain'
  readonly lamp?: LampShape
}

export interface ChartBar {
  readonly key: number
  /** When: "14:00 to 15:00". */
  readonly label: string
  /** One a series, drawn from the bottom up. */
  readonly values: readonly number[]
  /** Under the bar; most have none. */
  readonly tick: string | null
  /** now: not over yet. ahead: still to come, and without values. */
  readonly time: 'past' | 'now' | 'ahead'
}

interface BarChartProps {
  readonly title: string
  readonly series: readonly ChartSeries[]
  readonly bars: readonly ChartBar[]
  /** Said while no bar is looked at. */
  readonly whole: { readonly label: string; readonly values: readonly number[] }
  readonly format: (value: number) => string
  /** Said instead of bars when all are empty. */
  readonly empty: string
  readonly height?: number
}

const AXIS = 20

/** Stacked bars over time. The figures stand in the head: of the whole, or of the bar under the pointer or the keys. */
export function BarChart({ title, series, bars, whole, format, empty, height = 148 }: BarChartProps) {
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(frame)
  const end = bars.findIndex(({ time }) => time === 'ahead')
  const { pointed, handlers } = usePointed(bars.length, end === -1 ? bars.length : end)
  const most = Math.max(0, ...bars.map(sumOf))
  const top = roundTop(most)
  const shown = pointed === null ? whole : (bars[pointed] ?? whole)
  return (
    <figure className={styles.figure} aria-labelledby={`${id}-title`}>
      <div className={styles.head}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-figures`} className={styles.figures} aria-live="polite">
          <span className={styles.when}>{shown.label}</span>
          {series.map(({ name, lamp }, place) => (
            <span key={name} className={styles.part}>
              {lamp !== undefined && <ShapedLamp shape={lamp} size={11} />}
              <b>{format(shown.values[place] ?? 0)}</b> {name}
            </span>
          ))}
        </p>
      </div>
      <div
        ref={frame}
        role="group"
        aria-label={`${title}: arrow keys go from bar to bar`}
        aria-describedby={`${id}-figures`}
        className={styles.plot}
        style={{ height: height + AXIS }}
        {...handlers}
      >
        {most === 0 ? (
          <p className={styles.empty}>{empty}</p>
        ) : (
          width > 0 && <Bars bars={bars} series={series} width={width} height={height} top={top} format={format} pointed={pointed} />
        )}
      </div>
      <Table title={title} series={series} bars={bars} format={format} />
    </figure>
  )
}

const sumOf = ({ values }: ChartBar): number => values.reduce((sum, value) => sum + value, 0)

interface BarsProps extends Pick<BarChartProps, 'bars' | 'series' | 'format'> {
  readonly width: number
  readonly height: number
  readonly top: number
  readonly pointed: number | null
}

/** The largest bar is a little lower than the room for it, so that the number of the top has a place above its line. */
const HEAD_ROOM = 15

function Bars({ bars, series, width, height, top, format, pointed }: BarsProps) {
  const pitch = width / bars.length
  const thick = Math.max(1.5, Math.min(26, pitch - Math.max(2, pitch * 0.28)))
  const scale = (height - HEAD_ROOM) / top
  return (
    <svg width={width} height={height + AXIS} aria-hidden>
      <text x={0} y={HEAD_ROOM - 5} className={styles.top}>
        {format(top)}
      </text>
      <line x1={0} x2={width} y1={HEAD_ROOM + 0.5} y2={HEAD_ROOM + 0.5} className={styles.grid} />
      {pointed !== null && <rect x={pointed * pitch} y={HEAD_ROOM} width={pitch} height={height - HEAD_ROOM} rx={3} className={styles.band} />}
      {bars.map((bar, place) => {
        const left = place * pitch + (pitch - thick) / 2
        return (
          <g key={bar.key} data-time={bar.time}>
            {stacked(bar.values, scale).map(({ from, tall }, part) => (
              <rect
                key={series[part]?.name ?? part}
                x={left}
                y={height - from - tall}
                width={thick}
                height={tall}
                rx={Math.min(1.5, tall / 2)}
                data-tone={series[part]?.tone}
                className={styles.bar}
              />
            ))}
            {bar.tick !== null && <Tick text={bar.tick} left={place * pitch} pitch={pitch} width={width} y={height + 15} />}
          </g>
        )
      })}
      <line x1={0} x2={width} y1={height + 0.5} y2={height + 0.5} className={styles.base} />
    </svg>
  )
}

/** A label needs about so much room; where there is less it ends with its bar. */
const TICK_WIDTH = 40

const Tick = ({
  text,
  left,
  pitch,
  width,
  y,
}: {
  readonly text: string
  readonly left: number
  readonly pitch: number
  readonly width: number
  readonly y: number
}) => (
  <text x={left + TICK_WIDTH > width ? left + pitch : left} y={y} textAnchor={left + TICK_WIDTH > width ? 'end' : 'start'} className={styles.tick}>
    {text}
  </text>
)

/** Parts one on another with a hair between; what is there at all can be seen. */
function stacked(values: readonly number[], scale: number): readonly { readonly from: number; readonly tall: number }[] {
  let from = 0
  return values.map((value) => {
    const tall = value === 0 ? 0 : Math.max(2, value * scale - 1)
    const part = { from, tall }
    if (value > 0) from += tall + 1
    return part
  })
}

/** The same as a table, for who listens. */
const Table = ({ title, series, bars, format }: Pick<BarChartProps, 'title' | 'series' | 'bars' | 'format'>) => (
  <table className="visually-hidden">
    <caption>{title}</caption>
    <thead>
      <tr>
        <th scope="col">When</th>
        {series.map(({ name }) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {bars
        .filter(({ time }) => time !== 'ahead')
        .map(({ key, label, values }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            {values.map((value, place) => (
              <td key={series[place]?.name ?? place}>{format(value)}</td>
            ))}
          </tr>
        ))}
    </tbody>
  </table>
)
