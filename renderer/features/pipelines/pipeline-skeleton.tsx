import { PageHeader } from '../../components/page-header'
import { Loading, Skeleton } from '../../components/skeleton'
import styles from './pipeline-skeleton.module.css'

/** Indents and lengths (in %) of lines, as a pipeline file has them. */
const LINES = [
  [0, 34],
  [0, 62],
  [0, 12],
  [4, 48],
  [4, 40],
  [0, 10],
  [4, 22],
  [8, 16],
  [8, 54],
  [4, 24],
  [8, 18],
  [8, 28],
  [8, 46],
] as const

/** A pipeline's page while it is read: the file at the left, cards at the right. */
export const PipelineSkeleton = () => (
  <Loading label="Reading the pipeline" className={styles.page ?? ''}>
    <PageHeader
      title={
        <>
          <span className="visually-hidden">Pipeline</span>
          <Skeleton width={200} height={16} className={styles.title ?? ''} />
        </>
      }
      crumbs={[{ label: 'Pipelines', to: '/pipelines' }]}
      state={<Skeleton width={320} className={styles.state ?? ''} />}
    />
    <div className={styles.panes}>
      <div className={styles.file}>
        {LINES.map(([indent, width], i) => (
          <span key={i} style={{ paddingLeft: `${indent}%` }}>
            <Skeleton width={`${width}%`} height={10} />
          </span>
        ))}
      </div>
      <div className={styles.graph}>
        {Array.from({ length: 4 }, (_, i) => (
          <Skeleton key={i} width={180} height={44} className={styles.card ?? ''} />
        ))}
      </div>
    </div>
  </Loading>
)
