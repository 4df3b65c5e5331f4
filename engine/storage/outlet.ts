import type Database from 'better-sqlite3'
import { EngineError } from '../core/shared/engine-error'

export type Cell = string | number | Uint8Array | null

/** A statement that writes gathered rows, wherever they are written. */
export interface HotStatement {
  readonly text: string
  /** What to say when it changed nothing, by its last value, which is the row's key; null: it may change nothing. */
  readonly unchanged: ((key: Cell) => string) | null
  /** Its place in batches. */
  readonly number: number
}

/** Statements and their values one after the other, as the thread that writes takes them. */
export interface WriteBatch {
  /** Texts of statements that it has not heard of yet, in the order of their numbers. */
  readonly texts: readonly string[]
  /** For each statement: its number, how many of the cells are its own, and whether it must change something. */
  readonly calls: readonly number[]
  readonly cells: readonly Cell[]
}

/**
 * Where gathered rows are written to: the connection at once, or a batch that somebody else performs. The same statements
 * in the same order either way.
 */
export class Outlet {
  readonly #database: Database.Database
  readonly #statements: HotStatement[] = []
  readonly #prepared: Database.Statement<unknown[]>[] = []
  /** Before anything is written to the connection. */
  readonly #onDirect: () => void
  #batch: { readonly calls: number[]; readonly cells: Cell[] } | null = null
  /** Statements that the thread knows. */
  #told = 0

  constructor(database: Database.Database, onDirect: () => void = () => undefined) {
    this.#database = database
    this.#onDirect = onDirect
  }

  statement(text: string, unchanged: HotStatement['unchanged'] = null): HotStatement {
    const statement = { text, unchanged, number: this.#statements.length }
    this.#statements.push(statement)
    return statement
  }

  /** The values are copied. */
  run(statement: HotStatement, values: readonly Cell[]): void {
    if (this.#batch !== null) {
      this.#batch.calls.push(statement.number, values.length, statement.unchanged === null ? 0 : 1)
      for (const value of values) this.#batch.cells.push(value)
      return
    }
    this.#onDirect()
    const prepared = (this.#prepared[statement.number] ??= this.#database.prepare(statement.text))
    if (prepared.run(values).changes === 0 && statement.unchanged !== null) throw new EngineError('unexpected', statement.unchanged(values.at(-1) ?? null))
  }

  /** What `write` writes, for somebody else to perform; `handedOver` once it was. */
  batch(write: () => void): WriteBatch {
    const batch: { calls: number[]; cells: Cell[] } = { calls: [], cells: [] }
    this.#batch = batch
    try {
      write()
    } finally {
      this.#batch = null
    }
    if (batch.calls.length === 0) return { texts: [], ...batch }
    return { texts: this.#statements.slice(this.#told).map(({ text }) => text), ...batch }
  }

  /** Whoever performs batches has this one: later ones need not name its statements again. */
  handedOver({ texts }: WriteBatch): void {
    this.#told += texts.length
  }

  /** What to say of a statement that changed nothing although it had to. */
  unchanged({ calls, cells }: WriteBatch, call: number): string {
    const end = calls.slice(0, call + 2).reduce((sum, each, place) => (place % 3 === 1 ? sum + each : sum), 0)
    return this.#statements[calls[call] ?? 0]?.unchanged?.(cells[end - 1] ?? null) ?? 'A row is not as it is known to be.'
  }
}
