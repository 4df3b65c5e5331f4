import type { ImportLevel, ImportNote } from '../../contract/import'
import { Problems, type Range } from '../pipelines/problems'

/** A file of nothing but strange keys must not make a report that nobody can read, or send. */
const MOST_NOTES = 2000

/** A part of the source: what it is called, and where it stands. */
export interface Place {
  /** Such as `stages[2].config.rules`. */
  readonly path: string
  readonly range: Range
}

/** Gathers what a conversion kept in another way, could not keep, or had to assume. */
export class ImportReport {
  readonly #notes: ImportNote[] = []
  readonly #places: Problems
  #surplus = 0

  constructor(text: string) {
    this.#places = new Problems(text)
  }

  note(level: ImportLevel, place: Place, message: string): void {
    if (this.#notes.length < MOST_NOTES) this.#notes.push({ level, message, path: place.path, ...this.#spot(place.range) })
    else this.#surplus++
  }

  /** In the order of the source. */
  list(): readonly ImportNote[] {
    const notes = [...this.#notes].sort((a, b) => a.line - b.line || a.column - b.column)
    if (this.#surplus === 0) return notes
    const message = `${this.#surplus} more things were not kept; ${MOST_NOTES} are told at once.`
    return [...notes, { level: 'not_kept', message, path: '', ...this.#spot({ start: 0, end: 0 }) }]
  }

  #spot({ start, end }: Range): Pick<ImportNote, 'line' | 'column' | 'endLine' | 'endColumn'> {
    const first = this.#at(start)
    const last = this.#at(Math.max(start, end))
    return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column }
  }

  #at(offset: number): { readonly line: number; readonly column: number } {
    const { text } = this.#places
    const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
    return { line: this.#places.lineAt(offset), column: offset - lineStart + 1 }
  }
}
