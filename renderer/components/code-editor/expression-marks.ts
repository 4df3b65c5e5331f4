import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view'

const marker = new MatchDecorator({ regexp: /\$\{\{.*?\}\}/g, decoration: Decoration.mark({ class: 'cm-expression' }) })

/** Sets `${{ … }}` apart from the text around it. */
export const expressionMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = marker.createDeco(view)
    }
    update(update: ViewUpdate) {
      this.decorations = marker.updateDeco(update, this.decorations)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)
