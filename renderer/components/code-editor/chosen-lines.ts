import { type EditorState, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'

export interface LineRange {
  /** From 1, both inclusive. */
  readonly first: number
  readonly last: number
}

export const chooseLines = StateEffect.define<LineRange | null>()

const line = Decoration.line({ class: 'cm-chosenLine' })

/** Lines with another ground: the step that is selected in the graph. */
export const chosenLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const effect = transaction.effects.findLast((candidate) => candidate.is(chooseLines))
    return effect === undefined ? lines.map(transaction.changes) : decorate(transaction.state, effect.value)
  },
  provide: (field) => EditorView.decorations.from(field),
})

function decorate(state: EditorState, range: unknown): DecorationSet {
  if (!isRange(range)) return Decoration.none
  const last = Math.min(range.last, state.doc.lines)
  const places = []
  for (let number = range.first; number <= last; number += 1) places.push(line.range(state.doc.line(number).from))
  return Decoration.set(places)
}

const isRange = (range: unknown): range is LineRange => typeof range === 'object' && range !== null && 'first' in range && 'last' in range
