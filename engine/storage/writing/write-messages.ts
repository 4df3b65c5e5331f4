import type { WriteBatch } from '../outlet'

/** What the thread that writes is opened with. */
export interface WritingOptions {
  readonly file: string
  readonly pragmas: readonly string[]
  /** One number: how many batches have been answered. */
  readonly answered: SharedArrayBuffer
}

export type WriteRequest = { readonly kind: 'write'; readonly batch: WriteBatch } | { readonly kind: 'close' }

/** How far a batch came: until then nothing of it counts, except that a commit which failed may have been made none the less. */
export type WriteStage = 'begin' | 'perform' | 'commit'

export type WriteAnswer =
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly stage: WriteStage; readonly code: string | null; readonly message: string }
  /** A call changed nothing that had to change something; its place among the batch's calls. */
  | { readonly kind: 'unchanged'; readonly call: number }

/** What the thread says: first that it can write, then its answers. */
export type WriteMessage = { readonly kind: 'up' } | WriteAnswer
