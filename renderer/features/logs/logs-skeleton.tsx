import { Loading, Skeleton } from '../../components/skeleton'
import styles from './logs-page.module.css'

/** Lines that are being read. */
export const LogsSkeleton = () => (
  <Loading label="Reading the log" className={styles.lines ?? ''}>
    <div aria-hidden>
      {Array.from({ length: 24 }, (_, row) => (
        <div key={row} className={styles.bar} style={{ opacity: 1 - row / 26 }}>
          <Skeleton width={92} height={8} />
          <Skeleton width={150} height={8} />
          <Skeleton width={72} height={8} />
          <Skeleton width={`${18 + ((row * 29) % 38)}%`} height={8} />
        </div>
      ))}
    </div>
  </Loading>
)
