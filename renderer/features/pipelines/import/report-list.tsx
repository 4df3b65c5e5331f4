import type { ImportLevel, ImportNote } from '../../../../engine/contract/import'
import { ShapedLamp } from '../../../components/lamp'
import { WithCode } from '../../../components/with-code'
import { groupReport } from './report-groups'
import styles from './report-list.module.css'

const SHAPES = { not_kept: 'failed', kept_differently: 'waiting', assumed: 'queued' } as const satisfies Record<ImportLevel, string>

interface ReportListProps {
  readonly report: readonly ImportNote[]
  readonly onGo: (note: ImportNote) => void
}

/** What could not be kept and what was assumed, each with the way to its line in the source. */
export function ReportList({ report, onGo }: ReportListProps) {
  if (report.length === 0) return <p className={styles.none}>Everything was kept as it was.</p>
  return (
    <div className={styles.report}>
      {groupReport(report).map(({ level, title, about, notes }) => (
        <section key={level} aria-label={title}>
          <h3 className={styles.title}>
            <ShapedLamp shape={SHAPES[level]} />
            {title}
            <span className={styles.count}>{notes.length}</span>
            <span className={styles.about}>{about}</span>
          </h3>
          <ul>
            {notes.map((note, i) => (
              <li key={i}>
                <button type="button" className={styles.note} onClick={() => onGo(note)}>
                  <span className={styles.message}>
                    <WithCode text={note.message} />
                  </span>
                  <span className={styles.place}>
                    Line {note.line}
                    {note.path === '' ? '' : `, ${note.path}`}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
