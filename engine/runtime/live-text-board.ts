import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { LiveTexts } from '../ports/live-texts'

interface Entry {
  readonly attempt: number
  offset: number
  text: string
  over: boolean
}

export interface LiveTextWriter {
  add(text: string): void
  /** What is there can still be read for a moment. */
  end(): void
}

/** Characters kept of one step; of more, the newest. */
const MOST_KEPT = 1024 * 1024
/** How long after its end a step's text can be read: a reader may be a frame behind. */
const KEPT_MS = 5000

/** Where steps at work put what they give out, for those who watch. */
export class LiveTextBoard implements LiveTexts {
  readonly #entries = new Map<string, Entry>()
  readonly #bus: Bus
  readonly #clock: Clock

  constructor(bus: Bus, clock: Clock) {
    this.#bus = bus
    this.#clock = clock
  }

  read(stepRunId: string): Readonly<Entry> | null {
    return this.#entries.get(stepRunId) ?? null
  }

  /** Takes the place of what an earlier attempt has left. */
  open(stepRunId: string, attempt: number): LiveTextWriter {
    const entry: Entry = { attempt, offset: 0, text: '', over: false }
    this.#entries.set(stepRunId, entry)
    return {
      add: (text) => {
        entry.text += text
        if (entry.text.length > 2 * MOST_KEPT) {
          const dropped = entry.text.length - MOST_KEPT
          entry.text = entry.text.slice(dropped)
          entry.offset += dropped
        }
        this.#bus.publish({ type: 'text', stepRunId })
      },
      end: () => {
        entry.over = true
        this.#bus.publish({ type: 'text', stepRunId })
        this.#clock.callAt(this.#clock.now() + KEPT_MS, () => {
          if (this.#entries.get(stepRunId) === entry) this.#entries.delete(stepRunId)
        })
      },
    }
  }
}
