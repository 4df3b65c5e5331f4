import { cx } from '../../lib/class-names'
import styles from './graph-edges.module.css'
import { type GraphLayout, type PlacedEdge, pathThrough } from './layout'

interface GraphEdgesProps {
  readonly layout: GraphLayout
  /** heavy: on the critical path. near: touches the selected step. unused: leads to a skipped step. */
  readonly look: (edge: PlacedEdge) => 'heavy' | 'near' | 'unused' | 'quiet'
}

/** The lines between the cards, drawn behind them. */
export const GraphEdges = ({ layout, look }: GraphEdgesProps) => (
  <svg className={styles.edges} width={layout.width} height={layout.height} aria-hidden>
    {layout.edges.map((edge) => {
      const path = pathThrough(edge.points, layout.flow)
      return (
        <g key={`${edge.from}>${edge.to}`} className={cx(styles.edge, styles[look(edge)])}>
          <path className={styles.reach} d={path} />
          <path className={styles.line} d={path} />
        </g>
      )
    })}
  </svg>
)
