/** The only way to the time, so that tests can set it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls back once, not before `at` (epoch ms); returns how to call it off. Sleep of the machine only makes it late. */
  callAt(at: number, callback: () => void): () => void
}
