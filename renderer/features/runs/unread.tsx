import { Loading, Skeleton } from '../../components/skeleton'
import { WithCode } from '../../components/with-code'
import { Nothing } from './facts'
import styles from './inspector.module.css'

/** What is being read, or why it could not be. */
export const Unread = ({ failed }: { readonly failed: string | undefined }) =>
  failed !== undefined ? (
    <Nothing>
      Couldn't read it: <WithCode text={failed} />
    </Nothing>
  ) : (
    <Loading label="Reading" className={styles.unread ?? ''}>
      {['82%', '64%', '73%', '40%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </Loading>
  )
