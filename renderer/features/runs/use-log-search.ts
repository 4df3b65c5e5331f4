import { useEffect, useState } from 'react'
import { isFull, searchOn, startSearch, type LogSearch } from './log-search'
import type { RunLogSource } from './run-log-source'
import { whyOf } from './why-of'

/** Typing goes on; the search begins when it rests. */
const REST_MS = 180
const PAGE = 4000

/** Looks through the whole log behind a source, page by page, and goes on as the log grows. Null: nothing is searched. */
export function useLogSearch(source: RunLogSource, text: string): { readonly search: LogSearch | null; readonly failed: string | null } {
  const [failed, setFailed] = useState<string | null>(null)
  const [search, setSearch] = useState<{ readonly key: string; readonly state: LogSearch } | null>(null)
  const { key, newest: lastSeq, read } = source
  const wanted = text.trim()
  const current = search?.key === key && search.state.text === wanted ? search.state : null
  const behind = wanted !== '' && (current === null || (current.searchedTo < lastSeq && !isFull(current)))

  useEffect(() => {
    if (!behind) return
    const stop = new AbortController()
    const next = async () => {
      const state = current ?? startSearch(wanted)
      const { lines } = await read(state.searchedTo, PAGE, stop.signal)
      if (stop.signal.aborted) return
      const to = lines.length < PAGE ? lastSeq : (lines.at(-1)?.seq ?? lastSeq)
      setFailed(null)
      setSearch({ key, state: searchOn(state, lines, to) })
    }
    // A page that could not be read leaves the search where it is; the next line, or link, tries again.
    const stopped = (thrown: unknown) => setFailed(stop.signal.aborted ? null : whyOf(thrown))
    const timer = setTimeout(() => void next().catch(stopped), current === null ? REST_MS : current.searchedTo === 0 ? 0 : 16)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [behind, current, wanted, key, lastSeq, read])

  return { search: wanted === '' ? null : (current ?? startSearch(wanted)), failed: wanted === '' ? null : failed }
}
