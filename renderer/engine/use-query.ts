import { useCallback, useEffect, useState } from 'react'
import { callFailure, type CallFailure } from '../../engine/client/call-failure'
import type { EngineEvent } from '../../engine/contract/events'
import { keepAnswer, type Query } from './define-query'
import { useAttached, useLink, useLinkState } from './engine-provider'
import { useLatest } from '../lib/use-latest'
import { useListHints } from './use-list-hints'

export interface QueryState<Output> {
  /** The newest answer; while it is read anew, the one before. */
  readonly data: Output | undefined
  /** Why the newest reading failed; older data may still be there. */
  readonly error: CallFailure | undefined
  /** Nothing to show yet. */
  readonly loading: boolean
  readonly refresh: () => void
}

interface QueryOptions {
  /** Reads again when a hint says so. Readings in a burst of hints become one. */
  readonly refreshOn?: (hint: EngineEvent) => boolean
  /** Shows the answer to the last input until the new one's is there: for filters and pages. */
  readonly keepPrevious?: boolean
}

interface Answer<Output> {
  readonly key: string
  readonly data: Output | undefined
  readonly error: CallFailure | undefined
}

/** Asks the engine, again after each reconnect, hint and change of input. A null input asks nothing. */
export function useQuery<Input, Output>(
  query: Query<Input, Output>,
  input: Input | null,
  { refreshOn, keepPrevious = false }: QueryOptions = {},
): QueryState<Output> {
  const link = useLink()
  const attached = useAttached()
  const linkState = useLinkState()
  const key = JSON.stringify(input)
  const answers = query.answers(link)
  const [answer, setAnswer] = useState<Answer<Output>>({ key, data: answers.get(key), error: undefined })
  const [turn, setTurn] = useState(0)
  // With the engine down there is nobody to ask: trying again means starting it, and what is on screen is read as soon as it is there.
  const refresh = useCallback(() => (link.getState().link.state === 'down' ? link.retry() : setTurn((n) => n + 1)), [link])
  const latestInput = useLatest(input)

  useEffect(() => {
    const wanted = latestInput.current
    if (attached === null || wanted === null) return
    const mine = new AbortController()
    const stop = () => mine.abort()
    attached.signal.addEventListener('abort', stop)
    query.read(attached.client, wanted, mine.signal).then(
      (data) => {
        if (mine.signal.aborted) return
        keepAnswer(query.answers(link), key, data)
        setAnswer({ key, data, error: undefined })
      },
      (thrown: unknown) => {
        if (!mine.signal.aborted) setAnswer((last) => ({ key, data: last.key === key ? last.data : undefined, error: callFailure(thrown) }))
      },
    )
    return () => {
      attached.signal.removeEventListener('abort', stop)
      stop()
    }
  }, [attached, key, link, query, turn, latestInput])

  useListHints(refreshOn, refresh)

  const own = answer.key === key ? answer : { data: answers.get(key), error: undefined }
  const data = own.data ?? (keepPrevious ? answer.data : undefined)
  const error = own.error ?? (data === undefined && linkState.state === 'down' && input !== null ? (linkState.reason ?? ENGINE_DOWN) : undefined)
  return { data, error, loading: data === undefined && error === undefined && input !== null, refresh }
}

const ENGINE_DOWN: CallFailure = { code: 'engine_unavailable', message: 'The engine is not running.' }
