import styles from './filter-bar.module.css'

/** What narrows the list below it, in one row. `label` says what is searched, for screen readers. */
export const FilterBar = ({ label, children }: { readonly label: string; readonly children: React.ReactNode }) => (
  <div className={styles.bar} role="search" aria-label={label}>
    {children}
  </div>
)
