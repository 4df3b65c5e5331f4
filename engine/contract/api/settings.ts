import { command, query } from '../define-api'
import { settings } from '../settings'

export const settingsApi = {
  /** What holds now. */
  get: query().output(settings),
  /** Replaces all of it. Throws `secret_not_found`, `request_invalid`. */
  save: command('admin').input(settings).output(settings),
}
