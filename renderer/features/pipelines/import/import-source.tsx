import { FileUp } from 'lucide-react'
import { forwardRef, useRef, useState } from 'react'
import { IMPORT_FORMAT_NAMES, IMPORT_FORMATS, type ImportFormat } from '../../../../engine/contract/import'
import { Button } from '../../../components/button'
import { CodeEditor, type CodeEditorHandle } from '../../../components/code-editor/code-editor'
import type { EditorProblem } from '../../../components/code-editor/diagnostics'
import { Select } from '../../../components/select'
import { toast } from '../../../components/toast'
import { desktop } from '../../../engine/desktop'
import { type ImportedSource, pickSourceFile, readSourceFile } from './read-source-file'
import styles from './import-page.module.css'

interface ImportSourceProps {
  readonly source: ImportedSource
  readonly onSource: (source: ImportedSource) => void
  /** Null: as it looks. */
  readonly format: ImportFormat | null
  readonly onFormat: (format: ImportFormat | null) => void
  readonly problems: readonly (EditorProblem & { readonly line: number })[]
  /** Lines of the source that what is looked at is about. */
  readonly chosen: { readonly first: number; readonly last: number } | null
}

const AS_IT_LOOKS = 'seen'

const FORMAT_OPTIONS = [
  { value: AS_IT_LOOKS, label: 'As it looks' },
  ...IMPORT_FORMATS.map((format) => ({ value: format, label: IMPORT_FORMAT_NAMES[format] })),
]

/** What is to be imported: pasted, dropped or chosen, and open to change. */
export const ImportSource = forwardRef<CodeEditorHandle, ImportSourceProps>(function ImportSource(
  { source, onSource, format, onFormat, problems, chosen },
  ref,
) {
  const [over, setOver] = useState(false)
  const { open, input } = useFileChoice(onSource)
  return (
    <section
      aria-label="Source"
      className={styles.source}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDropCapture={(event) => {
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file === undefined) return
        event.preventDefault()
        event.stopPropagation()
        void take(() => readSourceFile(file), onSource)
      }}
    >
      <div className={styles.head}>
        <h2 className={styles.title}>Source</h2>
        {source.name !== null && <span className={styles.name}>{source.name}</span>}
        <span className={styles.actions}>
          <Select
            label="Format"
            hideLabel
            value={format ?? AS_IT_LOOKS}
            onChange={(value) => onFormat(IMPORT_FORMATS.find((each) => each === value) ?? null)}
            options={FORMAT_OPTIONS}
          />
          <Button size="small" icon={<FileUp />} onClick={open}>
            Choose a file…
          </Button>
          {input}
        </span>
      </div>
      <CodeEditor
        ref={ref}
        label="Source to import"
        value={source.text}
        onChange={(text) => onSource({ ...source, text })}
        problems={problems}
        chosen={chosen}
      />
    </section>
  )
})

/** The desktop's dialog where there is one, else the browser's. */
export function useFileChoice(onSource: (source: ImportedSource) => void) {
  const field = useRef<HTMLInputElement>(null)
  const open = () => {
    if (desktop() === undefined) field.current?.click()
    else void take(pickSourceFile, onSource)
  }
  const input = (
    <input
      ref={field}
      type="file"
      aria-label="File to import"
      tabIndex={-1}
      className="visually-hidden"
      accept=".yaml,.yml,.json,.txt,.md"
      onChange={(event) => {
        const file = event.target.files?.[0]
        // The same file may be chosen again once it was changed.
        event.target.value = ''
        if (file !== undefined) void take(() => readSourceFile(file), onSource)
      }}
    />
  )
  return { open, input }
}

async function take(read: () => Promise<ImportedSource | null>, onSource: (source: ImportedSource) => void): Promise<void> {
  try {
    const source = await read()
    if (source !== null) onSource(source)
  } catch (thrown) {
    toast.error("Couldn't read the file", { description: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}
