import { PageHeader } from '../../components/page-header'
import { Loading, Skeleton } from '../../components/skeleton'
import styles from './run-page-skeleton.module.css'

/** The run screen before it is read. */
export const RunPageSkeleton = ({ title }: { readonly title: string }) => (
  <>
    <PageHeader crumbs={[{ label: 'Runs', to: '/runs' }]} title={title} state="Reading…" />
    <Loading label="Reading the run" className={styles.body ?? ''}>
      <div className={styles.left}>
        <div className={styles.graph}>
          <Skeleton width={180} height={44} className={styles.card ?? ''} />
          <Skeleton width={180} height={44} className={styles.card ?? ''} />
          <Skeleton width={180} height={44} className={styles.card ?? ''} />
        </div>
        <div className={styles.rows}>
          {['22%', '38%', '30%', '16%'].map((width, place) => (
            <div key={width} style={{ paddingLeft: `${place * 9}%` }}>
              <Skeleton width={width} />
            </div>
          ))}
        </div>
        <div className={styles.log} />
      </div>
      <div className={styles.side}>
        {['46%', '88%', '72%', '80%', '54%'].map((width) => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    </Loading>
  </>
)
