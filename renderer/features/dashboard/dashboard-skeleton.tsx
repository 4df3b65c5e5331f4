import { cx } from '../../lib/class-names'
import { Loading, Skeleton } from '../../components/skeleton'
import styles from './dashboard-page.module.css'
import { PanelBars } from './panel'
import panel from './panel.module.css'
import tiles from './number-tiles.module.css'

/** The dashboard's places before anything is known. */
export const DashboardSkeleton = () => (
  <Loading label="Reading the dashboard" className={styles.body ?? ''}>
    <div className={tiles.tiles} aria-hidden>
      {[0, 1, 2, 3].map((place) => (
        <div key={place} className={tiles.tile}>
          <span className={tiles.label}>
            <Skeleton width={84} height={10} />
          </span>
          <span className={cx(tiles.value, styles.number)}>
            <Skeleton width={96} height={20} />
          </span>
          <span className={tiles.change}>
            <Skeleton width="72%" height={10} />
          </span>
        </div>
      ))}
    </div>
    <div className={styles.columns} aria-hidden>
      <div className={styles.column}>
        <Block rows={3} />
        <div className={panel.chart}>
          <Skeleton width={72} />
          <div className={styles.bars}>
            {Array.from({ length: 24 }, (_, place) => (
              <span key={place} style={{ height: `${30 + ((place * 37) % 60)}%` }}>
                <Skeleton height="100%" />
              </span>
            ))}
          </div>
        </div>
      </div>
      <div className={styles.column}>
        <Block rows={4} />
        <Block rows={2} />
      </div>
    </div>
  </Loading>
)

const Block = ({ rows }: { readonly rows: number }) => (
  <div className={panel.panel}>
    <div className={panel.head}>
      <Skeleton width={92} />
    </div>
    <PanelBars rows={rows} />
  </div>
)
