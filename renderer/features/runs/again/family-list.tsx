import type { RunDetail } from '../../../../engine/contract/run'
import { RunLink } from '../run-link'
import { Card } from '../facts'
import { kinWords } from './family'
import styles from './family-list.module.css'

/** Every run that came of the same one, oldest first. */
export const FamilyList = ({ run }: { readonly run: Pick<RunDetail, 'id' | 'related'> }) =>
  run.related.length === 0 ? null : (
    <Card title="Retries and reruns" aside={String(run.related.length)}>
      <ol className={styles.list}>
        {run.related.map((one) => (
          <li key={one.runId} aria-current={one.runId === run.id ? 'true' : undefined}>
            {one.runId === run.id ? <b>{one.externalId}</b> : <RunLink externalId={one.externalId} />} <small>{kinWords(one, run.related)}</small>
          </li>
        ))}
      </ol>
    </Card>
  )
