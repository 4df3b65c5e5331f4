import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react'
import { chooseLines, chosenLines, type LineRange } from './chosen-lines'
import styles from './code-editor.module.css'
import { type Complete, completionSource } from './complete'
import { diagnosticsOf, type EditorProblem } from './diagnostics'
import { editorTheme } from './editor-theme'
import { expressionMarks } from './expression-marks'
import { offsetOf, rangeOf } from './positions'

export interface CodeEditorHandle {
  /** Puts the cursor there, in sight, and the focus into the editor. */
  readonly goTo: (line: number, column: number) => void
  /** Puts text in place of a problem's range; one step of undo. */
  readonly applyFix: (problem: EditorProblem) => void
}

interface CodeEditorProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** What is edited, for screen readers. */
  readonly label: string
  readonly readOnly?: boolean
  readonly problems?: readonly EditorProblem[]
  readonly complete?: Complete
  /** Lines with another ground, scrolled into sight when they change. */
  readonly chosen?: LineRange | null
  /** Line (from 1) of the cursor, when a person moves it. */
  readonly onCursorLine?: (line: number) => void
}

/** A YAML editor. Tab indents; Esc, then Tab, leaves it. */
export const CodeEditor = forwardRef<CodeEditorHandle, CodeEditorProps>(function CodeEditor(
  { value, onChange, label, readOnly = false, problems, complete, chosen = null, onCursorLine },
  ref,
) {
  const frame = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const writable = useRef(new Compartment())
  const latest = useRef({ value, onChange, complete, onCursorLine })
  latest.current = { value, onChange, complete, onCursorLine }

  useEffect(() => {
    const parent = frame.current
    if (parent === null) return
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          basics,
          autocompletion({ override: [completionSource((request) => latest.current.complete?.(request) ?? null)], icons: false }),
          writable.current.of([]),
          EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': `${label}. Tab indents; Escape, then Tab, leaves the editor.` }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString())
            const byPerson = update.transactions.some(
              (transaction) => transaction.isUserEvent('select') || transaction.isUserEvent('input') || transaction.isUserEvent('delete'),
            )
            if (byPerson) latest.current.onCursorLine?.(update.state.doc.lineAt(update.state.selection.main.head).number)
          }),
        ],
      }),
    })
    view.current = editor
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [label])

  useEffect(() => {
    view.current?.dispatch({ effects: writable.current.reconfigure([EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)]) })
  }, [readOnly, label])

  useEffect(() => {
    const editor = view.current
    if (editor === null || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const editor = view.current
    if (editor !== null) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state.doc, problems ?? [])))
  }, [problems])

  const first = chosen?.first
  const last = chosen?.last
  useEffect(() => {
    const editor = view.current
    if (editor === null) return
    const range = first === undefined || last === undefined ? null : { first, last }
    // The cursor's own step is in sight already; scrolling under a typing hand would be rude.
    const at = range === null || editor.hasFocus ? null : offsetOf(editor.state.doc, range.first, 1)
    editor.dispatch({ effects: [chooseLines.of(range), ...(at === null ? [] : [EditorView.scrollIntoView(at, { y: 'start', yMargin: 60 })])] })
  }, [first, last])

  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const editor = view.current
      if (editor === null) return
      editor.dispatch({
        selection: { anchor: offsetOf(editor.state.doc, line, column) },
        effects: EditorView.scrollIntoView(offsetOf(editor.state.doc, line, column), { y: 'center' }),
        userEvent: 'select',
      })
      editor.focus()
    },
    applyFix: (problem) => {
      const editor = view.current
      if (editor === null || problem.replacement === null) return
      editor.dispatch({ changes: { ...rangeOf(editor.state.doc, problem), insert: problem.replacement }, userEvent: 'input' })
    },
  }))

  return <div ref={frame} className={styles.editor} />
})

const basics = [
  yaml(),
  editorTheme,
  expressionMarks,
  chosenLines,
  lineNumbers(),
  foldGutter({ openText: '⌄', closedText: '›' }),
  lintGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search({ top: true }),
  EditorState.tabSize.of(2),
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, indentWithTab]),
]
