import type { PipelineChange } from '../../../../engine/contract/version-comparison'
import styles from './change-list.module.css'
import { nothingChanged, wordsOf } from './change-words'

interface ChangeListProps {
  readonly changes: readonly PipelineChange[]
  readonly sameText: boolean
  readonly onShow: (change: PipelineChange) => void
}

/** What the newer version does otherwise; steps lead to their lines. */
export function ChangeList({ changes, sameText, onShow }: ChangeListProps) {
  if (changes.length === 0) return <p className={styles.none}>{nothingChanged(sameText)}</p>
  return (
    <div className={styles.frame} role="region" aria-label="What changed" tabIndex={0}>
      <ul className={styles.list}>
        {changes.map((change) => (
          <li key={`${change.part} ${change.name}`}>
            {change.fromLine === null && change.toLine === null ? (
              <span className={styles.row}>
                <Words change={change} />
              </span>
            ) : (
              <button type="button" className={styles.row} onClick={() => onShow(change)}>
                <Words change={change} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Words({ change }: { readonly change: PipelineChange }) {
  const { sign, part, name, happened, keys } = wordsOf(change)
  return (
    <>
      <span className={styles.sign} data-change={change.change} aria-hidden>
        {sign}
      </span>
      <span className={styles.words}>
        {part} <b>{name}</b> {happened}{' '}
        {keys.map((key, i) => (
          <span key={key}>
            {i > 0 && ', '}
            <code>{key}</code>
          </span>
        ))}
      </span>
    </>
  )
}
