import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useLatest } from '../lib/use-latest'
import { useShortcut } from '../lib/shortcuts'
import styles from './filter-text.module.css'

interface FilterTextProps {
  readonly text: string
  readonly onChange: (text: string) => void
  /** What is looked for: "Pipeline or run id". */
  readonly label: string
  /** What `/` does, for the list of shortcuts: "Filter the runs". */
  readonly does: string
}

/** Typing goes on; the list follows when it rests (ms). */
const REST_MS = 180

/** The text by which a list is filtered; `/` goes there, Enter and Esc lead back. */
export function FilterText({ text, onChange, label, does }: FilterTextProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(text)
  const latest = useLatest(onChange)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => latest.current(typed), REST_MS)
    return () => clearTimeout(timer)
  }, [typed, text, latest])
  useShortcut('/', does, () => field.current?.select(), { group: 'Lists' })

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return
    event.preventDefault()
    if (event.key === 'Escape' && typed !== '') {
      setTyped('')
      return onChange('')
    }
    if (event.key === 'Enter') onChange(typed)
    field.current?.blur()
  }
  return (
    <label className={styles.text}>
      <Search aria-hidden />
      <input
        ref={field}
        type="text"
        value={typed}
        placeholder={label}
        aria-label={label}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
}
