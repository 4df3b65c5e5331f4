/** Content outside the rows, addressed by the SHA-256 of its bytes. */
export interface Artifacts {
  /** Durable when it resolves. The same bytes again cost nothing. */
  put(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly bytes: number }>
  /** Throws `artifact_not_found`. */
  read(sha256: string, range?: { readonly offset: number; readonly limit: number }): Promise<{ readonly data: Uint8Array; readonly bytes: number }>
}
