import { callFailure } from '../engine/client/call-failure'
import type { EngineClient } from '../engine/client/create-client'
import type { EngineEvent, FailureNotice } from '../engine/contract/events'
import { DEFAULT_SETTINGS, type Settings } from '../engine/contract/settings'
import type { EngineState, PageRoute } from '../preload/contract'
import { failuresSince } from './engine/missed-failures'
import { pauseRuns } from './engine/pause-runs'
import { runsAtWork } from './engine/runs-at-work'
import { WorkBoard } from './engine/work-board'
import { NewsTeller } from './notifications/news-teller'
import type { Notifier } from './notifications/notifier'
import { NewQuestions } from './notifications/new-questions'
import { ToldRuns } from './notifications/told-runs'
import { type TrayFacts, trayModel, type TrayModel } from './tray/tray-model'
import { UnseenFailures } from './tray/unseen-failures'

export interface DesktopWorkParts {
  readonly notifier: Notifier
  readonly window: { readonly isLookedAt: boolean; readonly watchedRun: string | null; show(route: PageRoute): void }
  showTray(model: TrayModel): void
}

/** What the desktop makes of the engine's work: the tray's state and notifications. */
export class DesktopWork {
  readonly #parts: DesktopWorkParts
  readonly #startedAt = Date.now()
  readonly #board = new WorkBoard(() => this.#draw())
  readonly #unseen = new UnseenFailures()
  readonly #told = new ToldRuns()
  readonly #questions = new NewQuestions(this.#startedAt)
  readonly #news: NewsTeller
  #settings: Settings = DEFAULT_SETTINGS
  /** Settles when the settings are those of the engine; they say what of its news is told. */
  #settingsRead: Promise<void> = Promise.resolve()
  #client: EngineClient | null = null
  #engine: TrayFacts['engine'] = 'there'

  constructor(parts: DesktopWorkParts) {
    this.#parts = parts
    const { notifier, window } = parts
    this.#news = new NewsTeller({
      show: (words, clicked) => notifier.show(words, clicked),
      open: (route) => window.show(route),
      moment: () => ({ settings: this.#settings.notifications, now: new Date(), watchedRun: window.watchedRun }),
      later: (callback, ms) => void setTimeout(callback, ms),
    })
    this.#draw()
  }

  /** As far as is known: an engine that is down works on nothing. */
  get runsAtWork(): number {
    return this.#engine === 'down' ? 0 : runsAtWork(this.#board.work.status)
  }

  attached(client: EngineClient): void {
    this.#client = client
    this.#board.attach(client)
    this.#settingsRead = this.#readSettings(client)
    void this.#catchUp(client)
    void this.#askedSince(client)
  }

  changed({ state }: EngineState): void {
    this.#engine = state === 'down' || state === 'silent' ? state : 'there'
    if (state !== 'live') this.#detach()
    this.#draw()
  }

  heard(event: EngineEvent): void {
    this.#board.hear(event)
    if (event.type === 'settings.changed' && this.#client !== null) this.#settingsRead = this.#readSettings(this.#client)
    if (event.type === 'approvals.changed' && this.#client !== null) void this.#askedSince(this.#client)
    if (event.type === 'failures') void this.#settingsRead.then(() => this.#failed(event.failures, this.#told.unheard(event.failures)))
    if (event.type === 'notices') void this.#settingsRead.then(() => this.#news.notices(event.notices))
  }

  /** Of all runs there are. */
  async pauseRuns(wanted: 'pause' | 'resume'): Promise<void> {
    const client = this.#client
    if (client === null) return
    try {
      await pauseRuns(client, wanted)
    } catch (thrown) {
      this.#complain(client, `couldn't ${wanted} all runs`, thrown)
    }
  }

  /** The person has looked: what has failed so far is no news any more. */
  looked(): void {
    this.#unseen.clear()
    this.#draw()
  }

  #detach(): void {
    this.#client = null
    this.#board.detach()
  }

  async #catchUp(client: EngineClient): Promise<void> {
    try {
      const failures = await failuresSince(client, this.#startedAt)
      await this.#settingsRead
      const missed = this.#told.unheard(failures)
      this.#failed(missed, missed)
    } catch (thrown) {
      this.#complain(client, "couldn't ask what failed meanwhile", thrown)
    }
  }

  async #askedSince(client: EngineClient): Promise<void> {
    try {
      const asked = await this.#questions.read(client)
      await this.#settingsRead
      this.#news.questions(asked)
    } catch (thrown) {
      this.#complain(client, "couldn't ask which questions wait for an answer", thrown)
    }
  }

  async #readSettings(client: EngineClient): Promise<void> {
    try {
      this.#settings = await client.settings.get()
    } catch (thrown) {
      this.#complain(client, "couldn't read the settings of notifications", thrown)
    }
  }

  #failed(failures: readonly FailureNotice[], news: readonly FailureNotice[]): void {
    if (!this.#parts.window.isLookedAt) this.#unseen.add(failures)
    this.#news.failures(news)
    this.#draw()
  }

  #complain(client: EngineClient, what: string, thrown: unknown): void {
    // A question to an engine that has gone is asked again when it is back.
    if (client === this.#client) console.error(`The desktop ${what}: ${callFailure(thrown).message}`)
  }

  #draw(): void {
    this.#parts.showTray(trayModel({ ...this.#board.work, engine: this.#engine, unseen: this.#unseen.count }))
  }
}
