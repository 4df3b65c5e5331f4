export interface Ids {
  /** A UUIDv7: later ids sort after earlier ones. */
  next(): string
  /** In [0, 1): jitter and the like. */
  random(): number
}
