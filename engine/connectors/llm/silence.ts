import { asError } from '../egress/deadline'

/** A signal that fires with another one, or when nobody has said anything for a while. */
export class Silence {
  readonly #control = new AbortController()
  readonly #follow: () => void
  #timer: NodeJS.Timeout

  constructor(
    readonly other: AbortSignal,
    ms: number,
    late: () => Error,
  ) {
    this.#follow = () => this.#control.abort(asError(other.reason))
    if (other.aborted) this.#follow()
    other.addEventListener('abort', this.#follow, { once: true })
    this.#timer = setTimeout(() => this.#control.abort(late()), ms)
  }

  get signal(): AbortSignal {
    return this.#control.signal
  }

  /** Something was said: the time begins anew. */
  broken(): void {
    this.#timer.refresh()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.other.removeEventListener('abort', this.#follow)
  }
}
