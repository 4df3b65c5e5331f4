import { linePath, linePoints } from './scale'
import styles from './sparkline.module.css'
import { usePointed } from './use-pointed'

interface SparklineProps {
  readonly values: readonly (number | null)[]
  /** In words what it shows, for who cannot see it. */
  readonly label: string
  /** Called with the place that is looked at, for its exact figure beside the line. */
  readonly children: (pointed: number | null) => React.ReactNode
}

const WIDTH = 104
const HEIGHT = 26

/** A line of a word's size, with its exact figures as text. */
export function Sparkline({ values, label, children }: SparklineProps) {
  const { pointed, handlers } = usePointed(values.length)
  const points = linePoints(values, WIDTH, HEIGHT)
  const newest = points.findLast((point) => point !== null)
  const marked = pointed === null ? newest : points[pointed]
  return (
    <>
      {children(pointed)}
      <div role="group" aria-label={label} className={styles.box} {...handlers}>
        <svg viewBox={`-3 -3 ${WIDTH + 6} ${HEIGHT + 6}`} width={WIDTH + 6} height={HEIGHT + 6} aria-hidden>
          <path d={linePath(points)} className={styles.line} />
          {marked != null && <circle cx={marked.x} cy={marked.y} r="2.2" className={styles.end} />}
        </svg>
      </div>
    </>
  )
}
