import type { Json } from '../contract/json'

/** Bytes of JSON kept at the same time; as values they take some times as much memory. */
const MOST_BYTES = 32 * 1024 * 1024

interface Loaded {
  readonly value: Promise<Json>
  readonly bytes: number
}

/**
 * Large values that were read lately: the items of a mapped step mostly name the same one, ten thousand times. Whoever
 * gets one shares it with others and leaves it as it is. Those that were not asked for longest give way.
 */
export class LoadedValues {
  readonly #values = new Map<string, Loaded>()
  readonly #most: number
  #bytes = 0

  constructor(mostBytes = MOST_BYTES) {
    this.#most = mostBytes
  }

  /** Whoever asks while it is being read gets the same. */
  async get(sha256: string, bytes: number, read: () => Promise<Json>): Promise<Json> {
    if (bytes > this.#most) return read()
    const known = this.#values.get(sha256)
    this.#remove(sha256)
    const loaded = known ?? { value: read(), bytes }
    this.#values.set(sha256, loaded)
    this.#bytes += bytes
    this.#makeRoom()
    try {
      return await loaded.value
    } catch (thrown) {
      if (this.#values.get(sha256) === loaded) this.#remove(sha256)
      throw thrown
    }
  }

  #makeRoom(): void {
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#most) return
      this.#remove(oldest)
    }
  }

  #remove(sha256: string): void {
    this.#bytes -= this.#values.get(sha256)?.bytes ?? 0
    this.#values.delete(sha256)
  }
}
