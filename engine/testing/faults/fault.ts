import Database from 'better-sqlite3'

/** What SQLite answers when the surroundings fail, or somebody else is in the way. */
export const SQLITE_CODES = [
  'SQLITE_IOERR',
  'SQLITE_IOERR_FSYNC',
  'SQLITE_FULL',
  'SQLITE_BUSY',
  'SQLITE_CORRUPT',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_NOMEM',
] as const
export type SqliteCode = (typeof SQLITE_CODES)[number]

/**
 * What becomes of the statement that is hit. `throw`: it is not performed. `ambiguous`: it is performed, and reported as failed.
 * `kill`: the process ends before or after it. `end`: the thread that performs it does, and the process lives on. `delay`: it is
 * performed when so much time has passed. `stop`: the engine is asked to end, and is killed before the commit that is
 * `killedAfter` later, if there is one.
 */
export type Effect =
  | { readonly kind: 'throw'; readonly code: SqliteCode }
  | { readonly kind: 'ambiguous'; readonly code: SqliteCode }
  | { readonly kind: 'kill' | 'end'; readonly when: 'before' | 'after' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'stop'; readonly graceMs: number; readonly killedAfter?: number }

/** A fault at the `nth` statement or commit of a life of the engine, counted from 1. */
export interface Fault {
  readonly at: 'statement' | 'commit'
  readonly nth: number
  /** Of the thread that writes; of the engine's own connections unless given. */
  readonly in?: 'thread'
  /** That many in a row; one unless given. */
  readonly times?: number
  readonly effect: Effect
}

/** With these SQLite may end the whole transaction by itself. */
const ENDS_TRANSACTION: ReadonlySet<SqliteCode> = new Set(['SQLITE_IOERR', 'SQLITE_IOERR_FSYNC', 'SQLITE_FULL', 'SQLITE_NOMEM'])

export const endsTransaction = (code: SqliteCode): boolean => ENDS_TRANSACTION.has(code)

export const sqliteError = (code: SqliteCode): Error => new Database.SqliteError(`${code}, on purpose`, code)

export const faultInWords = ({ at: what, in: where, nth, times = 1, effect }: Fault): string => {
  const at = where === undefined ? what : `${what} of the ${where}`
  if (effect.kind === 'stop')
    return `asked to end within ${effect.graceMs} ms at ${at} ${nth}${effect.killedAfter === undefined ? '' : `, and killed ${effect.killedAfter} later`}`
  return `${effectInWords(effect)} ${at} ${nth}${times > 1 ? ` and the ${times - 1} after it` : ''}`
}

function effectInWords(effect: Exclude<Effect, { kind: 'stop' }>): string {
  switch (effect.kind) {
    case 'kill':
      return `killed ${effect.when}`
    case 'end':
      return `thread ended ${effect.when}`
    case 'delay':
      return `${effect.ms} ms late at`
    default:
      return `${effect.kind} ${effect.code} at`
  }
}
