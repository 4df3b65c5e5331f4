import type { EngineClient } from '../../client/create-client'
import type { ErrorInfo } from '../../contract/errors'

/** One way to an engine, as long as it holds. */
export interface EngineLink {
  readonly client: EngineClient
  /** Who owns the data folder: this process, the desktop app (which starts its engine again by itself), or another command. */
  readonly owner: 'this' | 'app' | 'command'
  /** What an engine of this process found wrong with what the one before it left, though it could start. */
  readonly doubt: ErrorInfo | null
  /** Settles when the engine has gone or the link was closed. */
  readonly lost: Promise<void>
  isLost(): boolean
  /** Ends an engine of this process, and only the link to another. Resolves when everything is closed. */
  close(): Promise<void>
}
