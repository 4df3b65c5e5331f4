import { useState } from 'react'
import type { RunDetail } from '../../../../engine/contract/run'
import { RunLink } from '../run-link'
import { CompareDialog } from './compare-dialog'
import { originOf } from './family'
import styles from './origin-line.module.css'

/** "Retry of SBX-12", with the two side by side on demand. */
export function OriginLine({ run }: { readonly run: Omit<RunDetail, 'steps'> }) {
  const [comparing, setComparing] = useState(false)
  const origin = originOf(run)
  if (run.origin === null) return null
  const word = run.origin.kind === 'retry' ? 'Retry' : 'Rerun'
  // The earlier run may have been removed.
  if (origin === null) return <span>{word} of a run that is gone</span>
  return (
    <span>
      {word} of <RunLink externalId={origin.externalId} />{' '}
      <button type="button" className={styles.compare} onClick={() => setComparing(true)}>
        Compare
      </button>
      {comparing && <CompareDialog run={run.externalId} origin={origin.externalId} onClose={() => setComparing(false)} />}
    </span>
  )
}
