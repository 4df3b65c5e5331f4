import { ChevronLeft } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { Button } from '../../components/button'
import { CopyButton } from '../../components/copy-button'
import { JsonView } from '../../components/json-view'
import type { RunFile } from '../../../engine/contract/run'
import { formatBytes } from '../../lib/format-bytes'
import { Nothing } from './facts'
import styles from './file-view.module.css'
import { Markdown } from './markdown'
import { Unread } from './unread'
import { useTextParts } from './use-text-parts'

interface FileViewProps {
  readonly runId: string
  readonly file: RunFile
  readonly onBack: () => void
  /** Buttons: keep it, show where it lies. */
  readonly actions: React.ReactNode
}

/** One file that the run wrote: Markdown as a page, JSON folded, all else as text. */
export function FileView({ runId, file, onBack, actions }: FileViewProps) {
  const { path } = file
  const { text, bytes, more, busy, failed, readMore } = useTextParts(
    useCallback((client, offset, signal) => client.runs.readFile({ runId, path, offset }, { signal }), [runId, path]),
  )
  const [source, setSource] = useState(false)
  useEffect(() => {
    if (bytes === null && failed === null) readMore()
  }, [bytes, failed, readMore])
  const isMarkdown = /\.(md|markdown)$/i.test(path)
  return (
    <FileFrame
      name={path}
      onBack={onBack}
      actions={
        <>
          {isMarkdown && bytes !== null && (
            <Button size="small" look="quiet" aria-pressed={source} onClick={() => setSource(!source)}>
              {source ? 'As a page' : 'As text'}
            </Button>
          )}
          <CopyButton look="icon" label="Copy the text" text={text} />
          {actions}
        </>
      }
    >
      {failed !== null && (
        <Nothing>
          Couldn't read {path}: {failed}
        </Nothing>
      )}
      {bytes === null ? failed === null && <Unread failed={undefined} /> : <Body path={path} text={text} whole={!more} asText={source} />}
      {more && bytes !== null && (
        <div className={styles.more}>
          <Button size="small" busy={busy} onClick={readMore}>
            Load more
          </Button>
          <span className="num">of {formatBytes(bytes)}</span>
        </div>
      )}
    </FileFrame>
  )
}

interface FileFrameProps {
  readonly name: string
  readonly onBack: () => void
  readonly actions: React.ReactNode
  readonly children: React.ReactNode
}

/** Around one thing of the list: what it is called, and the way back to all of them. */
export const FileFrame = ({ name, onBack, actions, children }: FileFrameProps) => (
  <div className={styles.view}>
    <header className={styles.head}>
      <button type="button" className={styles.back} onClick={onBack} aria-label="Back to all files">
        <ChevronLeft aria-hidden />
      </button>
      <b title={name}>{name}</b>
      {actions}
    </header>
    {children}
  </div>
)

function Body({ path, text, whole, asText }: { readonly path: string; readonly text: string; readonly whole: boolean; readonly asText: boolean }) {
  if (text === '' && whole) return <Nothing>This file is empty.</Nothing>
  if (/\.(md|markdown)$/i.test(path) && !asText) return <Markdown text={text} />
  const value = whole && /\.json$/i.test(path) ? parsed(text) : undefined
  if (value !== undefined) return <JsonView value={value} label={path} depth={3} />
  return (
    <pre className={styles.text} tabIndex={0} aria-label={path}>
      {text}
    </pre>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Named .json but something else: shown as it is.
    return undefined
  }
}
