import { EditorView } from '@codemirror/view'

const gone = { line: 'var(--fail-soft)', text: 'color-mix(in oklab, var(--fail) 16%, transparent)', sign: 'var(--fail-text)' }
const come = { line: 'var(--ok-soft)', text: 'color-mix(in oklab, var(--ok) 16%, transparent)', sign: 'var(--ok-text)' }

const sign = (text: string, color: string) => ({ content: `'${text}'`, color, fontFamily: 'var(--font-mono)', fontWeight: '700' })
const noRuler = { background: 'none' }

/** Changed lines by sign and shade. What is particular to a side weighs as much as the package's own rules, and comes after them. */
export const comparisonTheme = [
  EditorView.theme({
    '.cm-content': { padding: '10px 0' },
    '.cm-line': { padding: '0 16px 0 4px' },
    '.cm-activeLine': { backgroundColor: 'transparent' },
    '.cm-changeGutter': { width: '16px', paddingLeft: '0' },
    '.cm-changeGutter .cm-gutterElement': { textAlign: 'center' },
    '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: gone.line },
    '&.cm-merge-b .cm-changedLine': { backgroundColor: come.line },
    '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': { background: gone.text, borderRadius: '2px' },
    '&.cm-merge-b .cm-changedText': { background: come.text, borderRadius: '2px' },
    '.cm-deletedChunk': { padding: '0' },
    '.cm-deletedChunk .cm-deletedLine': { padding: '0 16px 0 4px' },
    '&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter, &.cm-merge-b .cm-changedLineGutter': noRuler,
    '&.cm-merge-a .cm-changedLineGutter::before, .cm-deletedLineGutter::before': sign('−', gone.sign),
    '&.cm-merge-b .cm-changedLineGutter::before': sign('+', come.sign),
    '.cm-mergeSpacer': { background: 'repeating-linear-gradient(-45deg, transparent 0 5px, var(--line) 5px 6px)', opacity: '.6' },
  }),
]

/** Side by side, both texts are as tall as they are long, and what is around them scrolls. */
export const sideTheme = EditorView.theme({ '&': { height: 'auto' } })
