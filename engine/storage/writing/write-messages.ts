import type { WriteBatch } from '../outlet'

/** What the thread that writes is opened with. */
export interface WritingOptions {
  readonly file: string
  readonly pragmas: readonly string[]
  /** Two numbers: how many batches have been answered, and 1 as soon as it can take one. */
  readonly answered: SharedArrayBuffer
}

export type WriteRequest = { readonly kind: 'write'; readonly batch: WriteBatch } | { readonly kind: 'close' }

/** How far a batch came: until then nothing of it counts, except that a commit which failed may have been made none the less. */
export type WriteStage = 'begin' | 'perform' | 'commit'

export type WriteAnswer =
  | { readonly kind: 'written' }
  /** It did not come up: nothing was written. */
  | { readonly kind: 'absent'; readonly message: string }
  | { readonly kind: 'failed'; readonly stage: WriteStage; readonly code: string | null; readonly message: string }
  /** A call changed nothing that had to change something; its place among the batch's calls. */
  | { readonly kind: 'unchanged'; readonly call: number }
