import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { CopyButton } from './copy-button'
import styles from './json-view.module.css'

interface JsonViewProps {
  readonly value: unknown
  /** What it is, for screen readers and the copy button: "the output". */
  readonly label: string
  /** Levels open at first. */
  readonly depth?: number
}

/** Children drawn at once; the rest on demand, so that a huge value does not freeze the page. */
const CHUNK = 100

/** JSON that folds. */
export const JsonView = ({ value, label, depth = 2 }: JsonViewProps) => (
  <div className={styles.view}>
    <div className={styles.copy}>
      <CopyButton look="icon" label={`Copy ${label}`} text={() => JSON.stringify(value, null, 2)} />
    </div>
    <div className={styles.scroll} role="group" aria-label={label} tabIndex={0}>
      <Value value={value} name={null} depth={depth} comma={false} />
    </div>
  </div>
)

interface ValueProps {
  readonly value: unknown
  readonly name: string | null
  readonly depth: number
  readonly comma: boolean
}

function Value({ value, name, depth, comma }: ValueProps) {
  if (typeof value === 'object' && value !== null) return <Branch value={value} name={name} depth={depth} comma={comma} />
  return (
    <div className={styles.line}>
      <Name name={name} />
      <span className={styles[kindOf(value)]}>{JSON.stringify(value)}</span>
      {comma && ','}
    </div>
  )
}

function Branch({ value, name, depth, comma }: ValueProps & { readonly value: object }) {
  const [open, setOpen] = useState(depth > 0)
  const [shown, setShown] = useState(CHUNK)
  const list = Array.isArray(value)
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  const [before, after] = list ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) {
    return (
      <div className={styles.line}>
        <Name name={name} />
        {before}
        {after}
        {comma && ','}
      </div>
    )
  }
  return (
    <div>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={open}
          aria-label={`${name ?? 'value'}, ${entries.length} ${list ? 'items' : 'keys'}`}
          onClick={() => setOpen(!open)}
        >
          <ChevronRight aria-hidden />
        </button>
        <Name name={name} />
        {before}
        {!open && (
          <>
            <button type="button" className={styles.summary} tabIndex={-1} onClick={() => setOpen(true)}>
              {entries.length} {list ? (entries.length === 1 ? 'item' : 'items') : entries.length === 1 ? 'key' : 'keys'}
            </button>
            {after}
            {comma && ','}
          </>
        )}
      </div>
      {open && (
        <>
          <div className={styles.children}>
            {entries.slice(0, shown).map(([key, child], i) => (
              <Value key={key} value={child} name={list ? null : key} depth={depth - 1} comma={i < entries.length - 1} />
            ))}
            {entries.length > shown && (
              <button type="button" className={styles.more} onClick={() => setShown(shown + 10 * CHUNK)}>
                Show {Math.min(10 * CHUNK, entries.length - shown)} more of {entries.length - shown}
              </button>
            )}
          </div>
          <div className={styles.line}>
            {after}
            {comma && ','}
          </div>
        </>
      )}
    </div>
  )
}

const Name = ({ name }: { readonly name: string | null }) => (name === null ? null : <span className={styles.name}>{JSON.stringify(name)}: </span>)

function kindOf(value: unknown): 'text' | 'number' | 'word' {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'word'
}
