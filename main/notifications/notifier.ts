import { app, Notification } from 'electron'
import { escapeMarkup, type NotificationWords } from './words'

/** `appId` of electron.builder.yml: Windows shows notifications of programs whose shortcut bears the same. */
const APP_ID = 'com.example.signalbox'

/** The system's notifications. Where there are none, that is said in the log once and nothing else happens. */
export class Notifier {
  /** Kept until they are gone: one that was forgotten would not hear its click. */
  readonly #shown = new Set<Notification>()
  #complained = false

  constructor() {
    if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
  }

  get isSupported(): boolean {
    return Notification.isSupported()
  }

  /** Returns how to take it back. */
  show({ title, body }: NotificationWords, clicked: () => void): () => void {
    if (!this.isSupported) {
      this.#complain('there is none')
      return () => undefined
    }
    const notification = new Notification({ title, body: process.platform === 'linux' ? escapeMarkup(body) : body })
    const gone = () => void this.#shown.delete(notification)
    this.#shown.add(notification)
    notification.on('click', () => {
      gone()
      clicked()
    })
    notification.on('close', gone)
    notification.on('failed', (_event, reason) => {
      gone()
      this.#complain(reason)
    })
    notification.show()
    return () => notification.close()
  }

  #complain(reason: string): void {
    if (!this.#complained) console.warn(`The system's notifications cannot be used (${reason}): failures are shown in the window and the tray alone.`)
    this.#complained = true
  }
}
