import { resolve } from 'node:path'
import type { EngineConfig } from '../host/create-engine'
import { lineLogger } from '../host/system'
import type { Logger } from '../ports/logger'
import { EngineSession } from './link/engine-session'
import type { Terminal } from './terminal'

/** The program that a command is part of. */
export interface CliHost {
  readonly version: string
  readonly workers: EngineConfig['workers']
  /** Used when a command names none. */
  readonly dataFolder: string
  /** The built page, for browsers. */
  readonly pageFolder: string
  /** Pipelines that a new data folder starts with; null in a build without any. */
  readonly examplesFolder: string | null
}

export interface CliContext {
  readonly host: CliHost
  readonly terminal: Terminal
  /** Tells what is otherwise of no interest: the engine's own log, and where an unexpected error came from. */
  readonly debug: boolean
}

export interface SessionOptions {
  readonly data: string | undefined
  /** Whether an engine of this process takes up the work that waits in the data folder. */
  readonly works: boolean
  /** Only for what stores something new: a data folder is made where there is none. */
  readonly begins?: true
  readonly note?: (text: string) => void
}

export function openSession({ host, terminal, debug }: CliContext, { data, works, begins, note }: SessionOptions): Promise<EngineSession> {
  const { version, workers } = host
  const logger = debug ? lineLogger((line) => terminal.note(line.trimEnd())) : silent
  return EngineSession.open({ dataFolder: resolve(data ?? host.dataFolder), version, workers, works, begins: begins === true, logger }, note ?? terminal.note)
}

/** What the engine of a command has to say is in its answers. */
const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
