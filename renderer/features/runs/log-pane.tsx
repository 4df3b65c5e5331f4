import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { FollowButton } from '../../components/log/follow-button'
import { LogRows, type LogRowsHandle } from '../../components/log/log-rows'
import type { ShownLine } from '../../components/log/log-source'
import { cx } from '../../lib/class-names'
import { formatCount, plural } from '../../lib/format-count'
import { useShortcut } from '../../lib/shortcuts'
import styles from './log-pane.module.css'
import { MAX_FOUND, nextHit, type LogSearch } from './log-search'
import type { RunLogSource } from './run-log-source'
import { useLogSearch } from './use-log-search'
import { useRunLogLook } from './use-run-log-look'

interface LogPaneProps {
  readonly source: RunLogSource
  /** What log this is, for screen readers: "Log of the run". */
  readonly label: string
  readonly runName: string
  /** Width of the step column, in characters; 0 leaves it out. */
  readonly ownerWidth: number
  readonly chosenStep: string | null
  readonly onStep: (line: ShownLine) => void
  /** Said when there is nothing to show. */
  readonly empty: string
  /** Left in the toolbar. */
  readonly children?: React.ReactNode
  /** A line to begin at, instead of the end. */
  readonly startAt?: number | null
  /** `/` and `mod+f` go to this pane's search. */
  readonly shortcuts?: boolean
}

/** A log: search with jumps, following that one can see and leave, lines that open. */
export function LogPane({ source, label, runName, ownerWidth, chosenStep, onStep, empty, children, startAt = null, shortcuts = false }: LogPaneProps) {
  const [text, setText] = useState('')
  const [jumped, setJumped] = useState<{ readonly of: string; readonly seq: number } | null>(null)
  // Another log is followed or not by its own nature, whatever was chosen for the one before.
  const [chosen, setChosen] = useState({ key: source.key, follow: source.live })
  const follow = source.live && (chosen.key === source.key ? chosen.follow : true)
  const setFollow = useCallback((next: boolean) => setChosen({ key: source.key, follow: next }), [source.key])
  const searched = `${source.key} ${text}`
  const hit = jumped?.of === searched ? jumped.seq : null
  const rows = useRef<LogRowsHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const { search, failed } = useLogSearch(source, text)
  const look = useRunLogLook({ runName, ownerWidth, chosenStep, onStep })
  useShortcut('/', 'Search the log', () => field.current?.focus(), { group: 'This run', enabled: shortcuts })

  const goal = useRef(startAt)
  useEffect(() => {
    if (goal.current === null || rows.current === null) return
    rows.current.goTo(goal.current)
    goal.current = null
  }, [source.rows])

  const jump = (direction: 1 | -1) => {
    if (search === null) return
    const next = nextHit(search, hit ?? (direction === 1 ? 0 : Number.POSITIVE_INFINITY), direction)
    const seq = next === null ? undefined : search.found[next]
    if (seq === undefined) return
    setJumped({ of: searched, seq })
    rows.current?.goTo(seq)
  }
  const onFieldKey = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') jump(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape' && text !== '') setText('')
    else if (event.key === 'Escape') field.current?.blur()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <section className={styles.pane} aria-label={label}>
      <div className={styles.bar}>
        <div className={styles.left}>{children}</div>
        <span className={cx(styles.count, 'num')}>{source.earlier || source.later ? '' : plural(source.rows, 'line')}</span>
        <label className={styles.search}>
          <Search aria-hidden />
          <input
            ref={field}
            type="text"
            value={text}
            placeholder="Search"
            aria-label={`Search: ${label.toLowerCase()}`}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onFieldKey}
          />
          {search !== null && <Hits search={search} hit={hit} lastSeq={source.newest} failed={failed} />}
          {search !== null && (
            <>
              <IconButton
                size="small"
                label="Previous hit"
                keys="shift+Enter"
                icon={<ChevronUp />}
                disabled={search.found.length === 0}
                onClick={() => jump(-1)}
              />
              <IconButton size="small" label="Next hit" keys="Enter" icon={<ChevronDown />} disabled={search.found.length === 0} onClick={() => jump(1)} />
              <IconButton size="small" label="End the search" keys="Escape" icon={<X />} onClick={() => setText('')} />
            </>
          )}
        </label>
        {source.live && <FollowButton follow={follow} onToggle={() => (source.reveal('end'), setFollow(!follow))} />}
      </div>
      {source.failed !== null && (
        <p role="alert" className={styles.failed}>
          Couldn't read the log: {source.failed}
        </p>
      )}
      {source.rows === 0 && !source.loading ? (
        <p className={styles.empty}>{empty}</p>
      ) : (
        <LogRows key={source.key} handle={rows} source={source} label={label} query={text.trim()} look={look} follow={follow} onFollow={setFollow} />
      )}
    </section>
  )
}

function Hits({
  search,
  hit,
  lastSeq,
  failed,
}: {
  readonly search: LogSearch
  readonly hit: number | null
  readonly lastSeq: number
  readonly failed: string | null
}) {
  const { found, searchedTo } = search
  const at = hit === null ? -1 : found.indexOf(hit)
  const count = found.length >= MAX_FOUND ? `${formatCount(MAX_FOUND)}+` : formatCount(found.length)
  const more = failed === null && searchedTo < lastSeq && found.length < MAX_FOUND
  const done = found.length === 0 ? 'nothing found' : at === -1 ? `${count} found` : `${formatCount(at + 1)} of ${count}`
  return (
    <span role="status" className={cx(styles.hits, 'num')} title={failed ?? undefined}>
      {failed !== null ? 'search stopped' : more ? `${found.length === 0 ? '' : `${done}, `}${Math.floor((searchedTo / lastSeq) * 100)} % searched` : done}
    </span>
  )
}
