import { ArrowDown } from 'lucide-react'
import { useState } from 'react'
import { plural } from '../../lib/format-count'
import styles from './log-rows.module.css'
import type { LogSource } from './log-source'

/** What came while someone looked elsewhere, and the way there. */
export function NewLines({ source, last, onFollow }: { readonly source: LogSource; readonly last: number; readonly onFollow: () => void }) {
  const [leftAt] = useState(source.newest)
  const fresh = source.newest - leftAt
  if (last >= source.rows - 1 && !source.later) return null
  return (
    <button type="button" className={styles.newLines} onClick={onFollow}>
      <ArrowDown aria-hidden />
      {fresh > 0 ? plural(fresh, 'new line') : 'To the newest line'}
    </button>
  )
}
