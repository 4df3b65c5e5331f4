import { useEffect, useRef, useState } from 'react'
import { callFailure, type CallFailure } from '../../engine/client/call-failure'
import type { EngineClient } from '../../engine/client/create-client'
import { useLatest } from '../lib/use-latest'
import { frameBatcher } from './frame-batcher'
import { useAttached } from './engine-provider'
import type { Attached } from './link-store'
import { pause } from './pause'

export type StreamState =
  /** Asked, nothing has come yet. */
  | { readonly state: 'connecting' }
  | { readonly state: 'following' }
  /** The link is gone; goes on after the last item when it is back. */
  | { readonly state: 'interrupted' }
  /** The engine said that nothing more will come. */
  | { readonly state: 'ended' }
  | { readonly state: 'failed'; readonly failure: CallFailure }

interface StreamOptions<Item> {
  /** What is followed; another key starts afresh. Null follows nothing. */
  readonly key: string | null
  /** Number of the last item known already. */
  readonly afterSeq: number
  readonly open: (client: EngineClient, afterSeq: number, signal: AbortSignal) => Promise<AsyncIterable<readonly Item[]>>
  /** New items in order, without gap or repeat, at most once per frame. */
  readonly onItems: (items: readonly Item[]) => void
}

const AGAIN_AFTER_MS = 1000

/** Follows a stream over reconnects: each time it asks again with the last `seq` seen. */
export function useStream<Item extends { readonly seq: number }>({ key, afterSeq, open, onItems }: StreamOptions<Item>): StreamState {
  const attached = useAttached()
  const [state, setState] = useState<StreamState>({ state: 'connecting' })
  const latest = useLatest({ afterSeq, open, onItems })
  const place = useRef({ key, seq: afterSeq, ended: false })

  useEffect(() => {
    if (place.current.key !== key) place.current = { key, seq: latest.current.afterSeq, ended: false }
    const here = place.current
    if (key === null || here.ended) return
    if (attached === null) return setState({ state: 'interrupted' })
    const stop = new AbortController()
    const batcher = frameBatcher<Item>((items) => latest.current.onItems(items))
    const take = (items: readonly Item[]) => {
      const fresh = items.filter(({ seq }) => seq > here.seq)
      here.seq = fresh.at(-1)?.seq ?? here.seq
      batcher.add(fresh)
    }
    void followFor({ attached, stop: stop.signal, open: (signal) => latest.current.open(attached.client, here.seq, signal), take, setState }).then((ended) => {
      here.ended = ended
    })
    return () => {
      stop.abort()
      batcher.flush()
    }
  }, [key, attached, latest])

  return state
}

interface Following<Item> {
  readonly attached: Attached
  readonly stop: AbortSignal
  readonly open: (signal: AbortSignal) => Promise<AsyncIterable<readonly Item[]>>
  readonly take: (items: readonly Item[]) => void
  readonly setState: (state: StreamState) => void
}

/** Reads until the stream ends (true), or until it is stopped or the link is lost (false). */
async function followFor<Item>({ attached, stop, open, take, setState }: Following<Item>): Promise<boolean> {
  const either = new AbortController()
  for (const signal of [stop, attached.signal]) signal.addEventListener('abort', () => either.abort())
  const { signal } = either
  setState({ state: 'connecting' })
  while (!signal.aborted) {
    try {
      const batches = await open(signal)
      setState({ state: 'following' })
      for await (const items of batches) {
        if (signal.aborted) return false
        take(items)
      }
      if (signal.aborted) return false
      setState({ state: 'ended' })
      return true
    } catch (thrown) {
      if (signal.aborted) return false
      setState({ state: 'failed', failure: callFailure(thrown) })
      await pause(AGAIN_AFTER_MS, signal)
    }
  }
  return false
}
