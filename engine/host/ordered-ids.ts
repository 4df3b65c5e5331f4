import { getRandomValues } from 'node:crypto'
import { v7 } from 'uuid'

const ID_BYTES = 16
/** Asking the system for random bytes takes as long for one id as for many. */
const POOLED_IDS = 256
const LAST_IN_MS = 0xffffffff

/** UUIDv7s, each of which sorts after the one before, also within a millisecond and when the clock is set back. */
export function orderedIds(now: () => number): () => string {
  const pool = new Uint8Array(ID_BYTES * POOLED_IDS)
  let used = pool.length
  let msecs = 0
  let seq = 0
  return () => {
    if (used === pool.length) {
      getRandomValues(pool)
      used = 0
    }
    const random = pool.subarray(used, (used += ID_BYTES))
    const at = now()
    if (at > msecs || seq === LAST_IN_MS) {
      msecs = Math.max(at, msecs + 1)
      // From anywhere in the lower half: room to count, and nothing to guess.
      seq = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1
    } else {
      seq += 1
    }
    return v7({ random, msecs, seq })
  }
}
