import { Link } from 'wouter'
import styles from './run-link.module.css'

/** Leads to another run, by the name that people say. */
export const RunLink = ({ externalId }: { readonly externalId: string }) => (
  <Link href={`/runs/${externalId}`} className={styles.link ?? ''}>
    {externalId}
  </Link>
)
