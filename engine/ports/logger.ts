import type { Json } from '../contract/json'

/** The engine's own log, for whoever runs it; a run's log is something else. Message constant, data in fields. */
export interface Logger {
  info(message: string, fields?: Readonly<Record<string, Json>>): void
  warn(message: string, fields?: Readonly<Record<string, Json>>): void
  error(message: string, fields?: Readonly<Record<string, Json>>): void
}
