import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'

export interface CompletionRequest {
  readonly text: string
  /** Offset of the cursor. */
  readonly at: number
  /** Asked for with a key, not by typing. */
  readonly explicit: boolean
}

export interface Suggestion {
  readonly label: string
  /** A word or two beside it. */
  readonly detail?: string
  /** A paragraph in a box of its own. */
  readonly info?: string
  /** What is put in, if not the label. */
  readonly apply?: string
}

export interface Suggestions {
  /** Offset from which the chosen one replaces what is typed. */
  readonly from: number
  readonly options: readonly Suggestion[]
}

export type Complete = (request: CompletionRequest) => Suggestions | null

/** CodeMirror's form of a plain function of the text. */
export const completionSource =
  (complete: Complete) =>
  (context: CompletionContext): CompletionResult | null => {
    const found = complete({ text: context.state.doc.toString(), at: context.pos, explicit: context.explicit })
    return found === null || found.options.length === 0 ? null : { from: found.from, options: [...found.options], validFor: /^[\w.-]*$/ }
  }
