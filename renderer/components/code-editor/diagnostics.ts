import type { Diagnostic } from '@codemirror/lint'
import type { Text } from '@codemirror/state'
import { type PlacedProblem, rangeOf } from './positions'

export interface EditorProblem extends PlacedProblem {
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Cures it, put in place of the range. */
  readonly replacement: string | null
}

/** Problems as underlines; those with a cure get a button for it. */
export const diagnosticsOf = (doc: Text, problems: readonly EditorProblem[]): Diagnostic[] =>
  problems.map((problem) => {
    const range = rangeOf(doc, problem)
    const { replacement } = problem
    const actions =
      replacement === null
        ? []
        : [
            {
              name: fixName(replacement),
              apply: (view: Applying, from: number, to: number) => view.dispatch({ changes: { from, to, insert: replacement }, userEvent: 'input' }),
            },
          ]
    return { ...range, severity: problem.severity, message: problem.message, actions }
  })

interface Applying {
  dispatch(change: { changes: { from: number; to: number; insert: string }; userEvent: string }): void
}

/** What the button that applies a replacement says. */
export const fixName = (replacement: string): string =>
  replacement === '' ? 'Remove it' : replacement.length > 40 || replacement.includes('\n') ? 'Apply the fix' : `Change to “${replacement}”`
