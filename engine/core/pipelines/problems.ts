import type { Problem } from '../../contract/pipeline'
import { closest } from '../shared/did-you-mean'
import { LIMITS } from './limits'

/** A part of the text: from its first character up to, not including, the last. Counts from 0. */
export interface Range {
  readonly start: number
  readonly end: number
}

export interface Finding {
  /** Stable, for documentation and tests. */
  readonly code: string
  /** A plain sentence. */
  readonly message: string
  readonly range: Range
  /** Text to put in place of the range. */
  readonly replacement?: string | null | undefined
}

/** Gathers what is wrong with one text, and tells it by line and column. */
export class Problems {
  readonly #found: (Finding & { readonly severity: Problem['severity'] })[] = []
  readonly #lineStarts: readonly number[]

  constructor(readonly text: string) {
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)]
  }

  error(finding: Finding): void {
    this.#found.push({ ...finding, severity: 'error' })
  }

  warning(finding: Finding): void {
    this.#found.push({ ...finding, severity: 'warning' })
  }

  get hasErrors(): boolean {
    return this.#found.some((finding) => finding.severity === 'error')
  }

  /** The candidate that a person most likely meant. Null once there are more problems than are told: a broken file must not take minutes. */
  suggest(word: string, candidates: () => Iterable<string>): string | null {
    return this.#found.length < LIMITS.problems ? closest(word, candidates()) : null
  }

  /** By position; no more than a person can use. */
  list(): readonly Problem[] {
    return [...this.#found]
      .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end)
      .slice(0, LIMITS.problems)
      .map((finding) => this.#problem(finding))
  }

  /** From 1. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const start = this.#lineStarts[middle]
      if (start !== undefined && start <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }

  #problem({ severity, code, message, range, replacement = null }: Finding & { readonly severity: Problem['severity'] }): Problem {
    const start = Math.min(range.start, this.text.length)
    const end = this.#endOf(start, range, replacement !== null)
    return {
      severity,
      code,
      message,
      line: this.lineAt(start),
      column: this.#column(start),
      endLine: this.lineAt(end),
      endColumn: this.#column(end),
      replacement,
    }
  }

  /** What spans lines is marked by its first one, unless all of it is to be replaced. */
  #endOf(start: number, range: Range, replaced: boolean): number {
    const end = Math.max(start, Math.min(range.end, this.text.length))
    if (replaced) return end
    const newline = this.text.indexOf('\n', start)
    return newline === -1 || newline >= end ? end : newline
  }

  #column(offset: number): number {
    return offset - this.text.slice(0, offset).lastIndexOf('\n')
  }
}
