import { useCallback, useMemo } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy-button'
import { JsonView } from '../../components/json-view'
import type { Content } from '../../../engine/contract/content'
import { formatBytes } from '../../lib/format-bytes'
import styles from './artifact-view.module.css'
import { useTextParts } from './use-text-parts'

type Artifact = Extract<Content, { kind: 'artifact' }>

/** A value too large for a row: its beginning at once, the rest part by part, and folded as soon as it is whole. */
export function ArtifactView({ artifact, label }: { readonly artifact: Artifact; readonly label: string }) {
  const { sha256, preview, bytes } = artifact
  const { text, more, busy, failed, readMore } = useTextParts(
    useCallback((client, offset, signal) => client.artifacts.read({ sha256, offset }, { signal }), [sha256]),
  )
  const shown = text === '' ? preview : text
  const value = useMemo(() => (more || text === '' ? undefined : parsed(text)), [more, text])
  return (
    <div className={styles.artifact}>
      <div className={styles.head}>
        <span className="num">{formatBytes(bytes)}</span>
        <code title={`SHA-256 ${sha256}`}>{sha256.slice(0, 12)}</code>
        {value === undefined && <CopyButton look="icon" label="Copy what is shown" text={shown} />}
      </div>
      {failed !== null && <p role="alert">Couldn't read more: {failed}</p>}
      {value === undefined ? (
        <pre className={styles.text} tabIndex={0} aria-label={label}>
          {shown}
          {more && '…'}
        </pre>
      ) : (
        <JsonView value={value} label={label} depth={2} />
      )}
      {more && (
        <div className={styles.more}>
          <Button size="small" busy={busy} onClick={readMore}>
            {text === '' ? 'Load the whole value' : 'Load more'}
          </Button>
          <span className="num">{text === '' ? 'This is its beginning.' : `${formatBytes(Math.min(bytes, text.length))} of ${formatBytes(bytes)}`}</span>
        </div>
      )}
    </div>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, or bytes that are no text: shown as it is.
    return undefined
  }
}
