import { useState } from 'react'
import type { LiveText } from '../../../engine/contract/run'
import { useStream } from '../../engine/use-stream'
import { type HeardText, NO_TEXT, withPieces } from './live-text'

interface Worker {
  /** Of the step run, or of an item's. */
  readonly stepRunId: string
  readonly attempt: number
  readonly running: boolean
}

type NumberedText = LiveText & { readonly seq: number }

/** Follows what a step gives out while it works; keeps it when the work is over. Null follows nothing. */
export function useLiveText(worker: Worker | null): HeardText {
  const stepRunId = worker?.stepRunId ?? ''
  const [held, setHeld] = useState({ stepRunId, heard: NO_TEXT })
  const heard = held.stepRunId === stepRunId ? held.heard : NO_TEXT
  useStream<NumberedText>({
    key: worker?.running === true ? `text of ${stepRunId}, attempt ${worker.attempt}` : null,
    afterSeq: 0,
    open: async (client, afterSeq, signal) =>
      numbered(await client.runs.watchText({ stepRunId, attempt: heard.attempt, afterOffset: heard.end }, { signal }), afterSeq),
    onItems: (pieces) => setHeld((before) => ({ stepRunId, heard: withPieces(before.stepRunId === stepRunId ? before.heard : NO_TEXT, pieces) })),
  })
  return heard
}

/** Pieces know their offset; a stream is counted. */
async function* numbered(batches: AsyncIterable<readonly LiveText[]>, afterSeq: number): AsyncGenerator<readonly NumberedText[]> {
  let seq = afterSeq
  for await (const batch of batches) yield batch.map((piece) => ({ ...piece, seq: (seq += 1) }))
}
