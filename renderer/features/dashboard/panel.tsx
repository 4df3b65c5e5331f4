import { Link } from 'wouter'
import { Button } from '../../components/button'
import { ErrorState } from '../../components/error-state'
import { Loading, Skeleton } from '../../components/skeleton'
import type { QueryState } from '../../engine/use-query'
import styles from './panel.module.css'

interface PanelProps {
  readonly title: string
  /** Beside the title, small. */
  readonly note?: React.ReactNode
  /** Where all of it is. */
  readonly more?: { readonly to: string; readonly label: string } | undefined
  readonly children: React.ReactNode
}

/** A part of the dashboard under its own heading. */
export const Panel = ({ title, note, more, children }: PanelProps) => (
  <section className={styles.panel} aria-label={title}>
    <header className={styles.head}>
      <h2>{title}</h2>
      {note !== undefined && <span className={styles.note}>{note}</span>}
      {more !== undefined && (
        <Link href={more.to} className={styles.more ?? ''}>
          {more.label}
        </Link>
      )}
    </header>
    {children}
  </section>
)

interface AnswerProps<Output> {
  readonly query: QueryState<Output>
  /** What could not be read: "the open runs". */
  readonly what: string
  readonly children: (data: Output) => React.ReactNode
}

/** What a query came to, or what is known of it so far. */
export function Answer<Output>({ query: { data, error, refresh }, what, children }: AnswerProps<Output>) {
  if (data !== undefined) return <>{children(data)}</>
  if (error === undefined) return <PanelSkeleton label={`Reading ${what}`} />
  return (
    <div className={styles.failed}>
      <ErrorState
        look="inline"
        title={`Couldn't read ${what}`}
        error={error}
        action={
          <Button size="small" onClick={refresh}>
            Try again
          </Button>
        }
      />
    </div>
  )
}

const PanelSkeleton = ({ label }: { readonly label: string }) => (
  <Loading label={label}>
    <PanelBars />
  </Loading>
)

/** Rows that are being read. */
export const PanelBars = ({ rows = 3 }: { readonly rows?: number }) => (
  <div className={styles.bars} aria-hidden>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} style={{ opacity: 1 - (row / rows) * 0.6 }}>
        <Skeleton width={`${62 - row * 9}%`} />
        <Skeleton width={`${34 + row * 5}%`} height={9} />
      </div>
    ))}
  </div>
)

/** A sentence where there is nothing to list. */
export const PanelSentence = ({ children }: { readonly children: React.ReactNode }) => <p className={styles.sentence}>{children}</p>
