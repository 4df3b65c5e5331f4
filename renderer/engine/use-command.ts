import { useCallback, useState } from 'react'
import { callFailure, type CallFailure } from '../../engine/client/call-failure'
import type { EngineClient } from '../../engine/client/create-client'
import { useLatest } from '../lib/use-latest'
import { useAttached, useCommandsOff } from './engine-provider'

export type CommandResult<Output> = { readonly ok: true; readonly value: Output } | { readonly ok: false; readonly failure: CallFailure }

export interface Command<Input, Output> {
  /** Never rejects; a failure is also kept in `failure` until the next try or `reset`. */
  readonly run: (input: Input) => Promise<CommandResult<Output>>
  readonly busy: boolean
  readonly failure: CallFailure | undefined
  readonly reset: () => void
  /** Why it cannot be given now: for the button. */
  readonly off: string | undefined
}

/** Something that changes the engine's state. Never repeated by itself: a command lost with its link may have been carried out. */
export function useCommand<Input, Output>(send: (client: EngineClient, input: Input, signal: AbortSignal) => Promise<Output>): Command<Input, Output> {
  const attached = useAttached()
  const off = useCommandsOff()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<CallFailure>()
  const latest = useLatest(send)

  const run = useCallback(
    async (input: Input): Promise<CommandResult<Output>> => {
      setBusy(true)
      setFailure(undefined)
      try {
        if (attached === null) throw new Error('The link to the engine is closed.')
        return { ok: true, value: await latest.current(attached.client, input, attached.signal) }
      } catch (thrown) {
        const failed = callFailure(thrown)
        setFailure(failed)
        return { ok: false, failure: failed }
      } finally {
        setBusy(false)
      }
    },
    [attached, latest],
  )
  return { run, busy, failure, reset: useCallback(() => setFailure(undefined), []), off }
}
