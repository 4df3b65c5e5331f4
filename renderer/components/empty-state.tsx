import styles from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon?: React.ReactNode
  /** What this place is for, or why it is empty. */
  readonly title: string
  readonly children?: React.ReactNode
  /** The one button to get going. */
  readonly action?: React.ReactNode
  /** 1 on a page that has no other heading. */
  readonly heading?: 1 | 2
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ icon, title, children, action, heading = 2 }: EmptyStateProps) {
  const Heading = heading === 1 ? 'h1' : 'h2'
  return (
    <div className={styles.empty}>
      {icon !== undefined && <div className={styles.icon}>{icon}</div>}
      <Heading className={styles.title}>{title}</Heading>
      {children !== undefined && <div className={styles.words}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  )
}
