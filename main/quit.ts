import type { App } from 'electron'
import type { EngineSupervisor } from './engine/supervisor'
import { quitQuestion, type QuitQuestion } from './quit-question'

export interface QuittingParts {
  readonly app: App
  readonly supervisor: EngineSupervisor
  runsAtWork(): number
  /** Whether to quit all the same. */
  ask(question: QuitQuestion): Promise<boolean>
}

/** How the app ends: after a question when runs are at work, and when the engine has, within the supervisor's limit. */
export class Quitting {
  readonly #parts: QuittingParts
  #decided = false
  #asking = false

  constructor(parts: QuittingParts) {
    this.#parts = parts
    const { app, supervisor } = parts
    app.on('before-quit', (event) => {
      const question = this.#decided ? null : quitQuestion(parts.runsAtWork())
      if (question === null) {
        this.#decided = true
        return
      }
      event.preventDefault()
      void this.#ask(question)
    })
    app.on('will-quit', (event) => {
      const stopped = supervisor.stop()
      // Electron takes no second quit while it is in the middle of the first.
      if (!supervisor.isRunning) return
      event.preventDefault()
      void stopped.finally(() => app.quit())
    })
  }

  /** It is decided: windows close, and nothing is opened any more. */
  get isDecided(): boolean {
    return this.#decided
  }

  /** The system ends, or whoever may end processes wants it: nobody is there to be asked. */
  quitWithoutAsking(): void {
    this.#decided = true
    this.#parts.app.quit()
  }

  async #ask(question: QuitQuestion): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      if (await this.#parts.ask(question)) this.quitWithoutAsking()
    } finally {
      this.#asking = false
    }
  }
}
