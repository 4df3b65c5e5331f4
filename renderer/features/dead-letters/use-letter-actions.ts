import { useState } from 'react'
import { MAX_LETTERS_AT_ONCE, type DeadLetterGroup, type ReplayReceipt } from '../../../engine/contract/dead-letter'
import { toast } from '../../components/toast'
import { useCommand } from '../../engine/use-command'
import { receiptWords } from './letter-words'

/** Letters, or all of a group as far as one command goes. */
export type Chosen = { readonly letterIds: readonly string[] } | { readonly group: DeadLetterGroup }

/** What can be done about letters; `done` is called when something has changed. */
export function useLetterActions(done: () => void) {
  const [dismissing, setDismissing] = useState<Chosen | null>(null)
  const replay = useCommand(async (client, chosen: Chosen, signal) => client.deadLetters.replay({ letterIds: [...(await idsOf(chosen, client.deadLetters.list, signal))] }, { signal }))
  const dismiss = useCommand(async (client, { chosen, reason }: { readonly chosen: Chosen; readonly reason: string }, signal) =>
    client.deadLetters.dismiss({ letterIds: [...(await idsOf(chosen, client.deadLetters.list, signal))], reason }, { signal }),
  )
  return {
    replay: async (chosen: Chosen) => {
      const result = await replay.run(chosen)
      if (result.ok) tell(result.value)
      else toast.error(`Couldn't replay: ${result.failure.message}`)
      done()
    },
    replaying: replay.busy,
    off: replay.off,
    dismissing,
    askToDismiss: setDismissing,
    dismiss: async (reason: string): Promise<void> => {
      if (dismissing === null) return
      const result = await dismiss.run({ chosen: dismissing, reason })
      if (!result.ok) return
      setDismissing(null)
      done()
    },
    dismissBusy: dismiss.busy,
    dismissFailure: dismiss.failure,
  }
}

export type LetterActions = ReturnType<typeof useLetterActions>

const tell = (receipt: ReplayReceipt) => (receipt.refused.length === 0 ? toast.success(receiptWords(receipt)) : toast.error(receiptWords(receipt)))

type List = (
  input: { filter: { status: 'open'; pipelineId: string; shape: string }; limit: number },
  options: { signal: AbortSignal },
) => Promise<{ readonly items: readonly { readonly id: string }[] }>

async function idsOf(chosen: Chosen, list: List, signal: AbortSignal): Promise<readonly string[]> {
  if ('letterIds' in chosen) return chosen.letterIds
  const { pipelineId, shape } = chosen.group
  const { items } = await list({ filter: { status: 'open', pipelineId, shape }, limit: MAX_LETTERS_AT_ONCE }, { signal })
  return items.map(({ id }) => id)
}
