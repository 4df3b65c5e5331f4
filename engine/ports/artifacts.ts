/** Content outside the rows, addressed by the SHA-256 of its bytes. */
export interface Artifacts {
  /**
   * Durable when it resolves. The same bytes again cost nothing. Pieces are gone through twice, the second time only when they
   * are new; what they throw the first time is thrown on, with nothing written.
   */
  put(content: Uint8Array | Iterable<Uint8Array>): Promise<{ readonly sha256: string; readonly bytes: number }>
  /** Throws `artifact_not_found`. */
  read(sha256: string, range?: { readonly offset: number; readonly limit: number }): Promise<{ readonly data: Uint8Array; readonly bytes: number }>
  /** Removes it, unless it was put later than `putBefore` (epoch ms). Nothing happens when it is not there. */
  remove(sha256: string, putBefore: number): Promise<void>
  /** Every artifact, in batches. */
  all(): AsyncIterable<readonly string[]>
}
