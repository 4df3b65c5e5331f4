import { setTimeout as delay } from 'node:timers/promises'
import type { EngineClient } from '../../client/create-client'
import { EngineError } from '../../core/shared/engine-error'
import { failureLine } from '../failure'
import { attach } from './attach'
import type { EngineLink } from './engine-link'
import { openEngine, tryHost, type EngineOptions } from './open-engine'
import { OwnerPatience, type Note } from './owner-patience'

/** How long a lost engine is looked for: the app starts it again within seconds. */
const PATIENCE_MS = 15_000
const LOOK_AGAIN_MS = 200

/** An engine to talk to for the length of a command, over as many links as that takes. */
export class EngineSession {
  readonly #options: EngineOptions
  readonly #note: Note
  #link: EngineLink
  #replacing: Promise<void> | null = null
  #isClosed = false

  private constructor(options: EngineOptions, note: Note, link: EngineLink) {
    this.#options = options
    this.#note = note
    this.#link = link
  }

  static async open(options: EngineOptions, note: Note): Promise<EngineSession> {
    const session = new EngineSession(options, note, await openEngine(options, note))
    session.#tellDoubt()
    return session
  }

  /** Has been told. */
  get doubt(): EngineLink['doubt'] {
    return this.#link.doubt
  }

  get owner(): EngineLink['owner'] {
    return this.#link.owner
  }

  /** Asks, and asks again when the engine went away before it answered: only for what may be asked twice. */
  async ask<T>(question: (client: EngineClient) => Promise<T>): Promise<T> {
    for (;;) {
      const link = this.#link
      try {
        return await question(link.client)
      } catch (thrown) {
        if (this.#isClosed || !link.isLost()) throw thrown
        await this.#replace(link)
      }
    }
  }

  /**
   * What a stream brings, until it ends by itself, `isOver` says so, or the signal fires. When the engine goes away
   * meanwhile, the stream is opened anew: `open` says from where, and hands on the signal.
   */
  async *stream<T>(
    open: (client: EngineClient) => Promise<AsyncIterable<T>>,
    { signal, isOver }: { signal: AbortSignal; isOver(): boolean },
  ): AsyncGenerator<T> {
    while (!signal.aborted) {
      const link = this.#link
      try {
        for await (const item of await open(link.client)) yield item
        if (this.#isClosed || isOver() || !link.isLost()) return
      } catch (thrown) {
        if (this.#isClosed || signal.aborted || isOver()) return
        if (!link.isLost()) throw thrown
      }
      await this.#replace(link)
    }
  }

  /** Whoever still waits for an answer is told so; no other engine is looked for on their behalf, which nobody would close. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.#link.close()
  }

  /** Streams that lose the same link wait for the same new one. */
  #replace(lost: EngineLink): Promise<void> {
    if (this.#link !== lost) return Promise.resolve()
    this.#replacing ??= this.#findAgain(lost).finally(() => (this.#replacing = null))
    return this.#replacing
  }

  #tellDoubt(): void {
    const { doubt } = this.#link
    if (doubt !== null) this.#note(failureLine(doubt))
  }

  async #findAgain(lost: EngineLink): Promise<void> {
    this.#note('The engine went away; looking for it …')
    const patience = new OwnerPatience(this.#options.dataFolder, this.#note, this.#options.patience)
    for (const until = Date.now() + PATIENCE_MS; !this.#isClosed && Date.now() < until; await delay(LOOK_AGAIN_MS)) {
      // Another command does not come back: whoever needs an engine next may be it. The app's folder is left to the app.
      const found = (await attach(this.#options.dataFolder, patience)) ?? (lost.owner === 'app' ? null : await tryHost(this.#options))
      if (found === null || found instanceof EngineError) continue
      if (this.#isClosed) return found.close()
      this.#link = found
      this.#note(found.owner === 'this' ? 'This command runs the engine now.' : 'The engine is back.')
      this.#tellDoubt()
      return
    }
    if (this.#isClosed) return
    throw new EngineError(
      'engine_unavailable',
      `The engine of ${this.#options.dataFolder} has not come back within ${PATIENCE_MS / 1000} seconds. What it was running goes on when it does.`,
    )
  }
}
