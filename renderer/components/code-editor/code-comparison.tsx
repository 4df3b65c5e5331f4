import { yaml } from '@codemirror/lang-yaml'
import { getChunks, goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge'
import { defaultKeymap } from '@codemirror/commands'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { forwardRef, useEffect, useImperativeHandle, useRef } from 'react'
import { placeAfter } from './chunk-places'
import styles from './code-comparison.module.css'
import { comparisonTheme, sideTheme } from './comparison-theme'
import { editorTheme } from './editor-theme'
import { expressionMarks } from './expression-marks'
import { offsetOf } from './positions'

export interface ComparedText {
  /** What it is, for screen readers: "Version 3". */
  readonly label: string
  readonly text: string
}

export interface CodeComparisonHandle {
  readonly nextChange: () => void
  readonly previousChange: () => void
  /** Puts a line (from 1) of one of the texts in sight. */
  readonly showLine: (text: 'before' | 'after', line: number) => void
}

interface CodeComparisonProps {
  readonly before: ComparedText
  readonly after: ComparedText
  /** beside: two texts next to each other. unified: the newer one, what is gone between its lines. */
  readonly look: 'beside' | 'unified'
}

/** Two texts, to be read, with what changed marked. */
export const CodeComparison = forwardRef<CodeComparisonHandle, CodeComparisonProps>(function CodeComparison({ before, after, look }, ref) {
  const frame = useRef<HTMLDivElement>(null)
  const shown = useRef<Shown | null>(null)
  const [older, olderLabel, newer, newerLabel] = [before.text, before.label, after.text, after.label]

  useEffect(() => {
    const parent = frame.current
    if (parent === null) return
    const a = { doc: older, extensions: reading(olderLabel) }
    const b = { doc: newer, extensions: reading(newerLabel) }
    const made = look === 'beside' ? beside(parent, a, b) : unified(parent, a, b)
    shown.current = made
    return () => {
      shown.current = null
      made.destroy()
    }
  }, [older, olderLabel, newer, newerLabel, look])

  useImperativeHandle(ref, () => ({
    nextChange: () => shown.current !== null && goToNextChunk(shown.current.after),
    previousChange: () => shown.current !== null && goToPreviousChunk(shown.current.after),
    showLine: (text, line) => {
      const now = shown.current
      if (now === null) return
      if (text === 'after') return show(now.after, offsetOf(now.after.state.doc, line, 1))
      if (now.before !== null) return show(now.before, offsetOf(now.before.state.doc, line, 1))
      show(now.after, placeAfter(getChunks(now.after.state)?.chunks ?? [], offsetOf(EditorState.create({ doc: older }).doc, line, 1)))
    },
  }))

  return <div ref={frame} className={styles.comparison} />
})

interface Shown {
  /** Null where there is one editor for both. */
  readonly before: EditorView | null
  readonly after: EditorView
  readonly destroy: () => void
}

interface Side {
  readonly doc: string
  readonly extensions: readonly Extension[]
}

function beside(parent: HTMLElement, a: Side, b: Side): Shown {
  const view = new MergeView({
    parent,
    a: { doc: a.doc, extensions: [sideTheme, ...a.extensions] },
    b: { doc: b.doc, extensions: [sideTheme, ...b.extensions] },
  })
  return { before: view.a, after: view.b, destroy: () => view.destroy() }
}

function unified(parent: HTMLElement, a: Side, b: Side): Shown {
  const extensions = [...b.extensions, unifiedMergeView({ original: a.doc, mergeControls: false })]
  const after = new EditorView({ parent, doc: b.doc, extensions })
  return { before: null, after, destroy: () => after.destroy() }
}

function show(view: EditorView, at: number): void {
  const place = Math.min(at, view.state.doc.length)
  view.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: 'center' }) })
}

const reading = (label: string): readonly Extension[] => [
  comparisonTheme,
  editorTheme,
  yaml(),
  expressionMarks,
  lineNumbers(),
  drawSelection(),
  // Side by side there is no room for long lines, and nobody reads two texts by scrolling each to and fro.
  EditorView.lineWrapping,
  EditorState.tabSize.of(2),
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, 'aria-readonly': 'true' }),
  keymap.of(defaultKeymap),
]
