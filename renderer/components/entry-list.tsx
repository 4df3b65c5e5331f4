import styles from './entry-list.module.css'

/** A frame around entries, with a line between each two; `children` are the `<li>`s. */
export const EntryList = ({ label, children }: { readonly label: string; readonly children: React.ReactNode }) => (
  <ul className={styles.list} aria-label={label}>
    {children}
  </ul>
)
