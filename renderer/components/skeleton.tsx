import { useDelayed } from '../lib/use-delayed'
import styles from './skeleton.module.css'

/** Loading that ends sooner shows nothing at all. */
const SKELETON_AFTER_MS = 150

interface SkeletonProps {
  readonly width?: number | string
  readonly height?: number | string
  readonly className?: string
}

/** One grey bar in the place and the size of what is being read. */
export const Skeleton = ({ width = '100%', height = 12, className }: SkeletonProps) => (
  <span className={`${styles.bar} ${className ?? ''}`} style={{ width, height }} aria-hidden />
)

interface LoadingProps {
  /** For screen readers: "Reading the runs". */
  readonly label: string
  /** Skeletons in the real layout. */
  readonly children: React.ReactNode
  readonly className?: string
}

/** Holds skeletons back for a moment, so that quick answers do not flicker. */
export function Loading({ label, children, className }: LoadingProps) {
  const shown = useDelayed(SKELETON_AFTER_MS)
  return (
    <div className={className} role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {shown && children}
    </div>
  )
}

/** Rows of a table being read. */
export const SkeletonRows = ({ rows = 8, widths = ['34%', '18%', '22%', '8%'] }: { readonly rows?: number; readonly widths?: readonly string[] }) => (
  <div className={styles.rows} aria-hidden>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className={styles.row} style={{ opacity: 1 - (row / rows) * 0.75 }}>
        {widths.map((width, i) => (
          <Skeleton key={i} width={width} />
        ))}
      </div>
    ))}
  </div>
)
