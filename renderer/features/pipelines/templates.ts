/** A file to begin with. Every one is valid as it stands and runs on any machine. */
export interface Template {
  readonly name: string
  /** One sentence. */
  readonly about: string
  /** Of its steps, in order, for the picture. */
  readonly kinds: readonly string[]
  readonly text: string
}

const DOCUMENTS = `name: read_documents
description: Reads every document in a folder and counts its words

inputs:
  folder:
    type: string
    default: .
    description: Where the documents lie, from the pipeline's folder

steps:
  - id: find
    uses: file
    with:
      action: glob
      folder: "\${{ inputs.folder }}"
      patterns: ["**/*.{md,txt,html,pdf,csv}"]

  - id: parse
    uses: file
    needs: [find]
    map: { over: steps.find.output.files, max_parallel: 4, on_item_error: continue }
    with:
      action: parse
      path: "\${{ item.path }}"

  - id: count
    uses: script
    needs: [parse]
    with:
      input: "\${{ steps.parse.output }}"
      code: |
        const read = input.filter((document) => document !== null)
        return read.map(({ name, text }) => ({ name, words: text.split(/\\s+/).filter(Boolean).length }))

  - id: report
    uses: file
    needs: [count]
    with:
      action: write
      path: "\${{ run.folder }}/words.json"
      json: "\${{ steps.count.output }}"

outputs:
  report: "\${{ steps.report.output.path }}"
`

const TABLE = `name: check_table
description: Checks the rows of a CSV file and sums them up

inputs:
  table:
    type: string
    required: true
    description: The CSV file, from the pipeline's folder

steps:
  - id: rows
    uses: file
    with:
      action: read
      path: "\${{ inputs.table }}"
      as: csv

  - id: check
    uses: validate
    needs: [rows]
    with:
      value: "\${{ steps.rows.output.rows }}"
      rows:
        id: { required: true, unique: true }
        amount: { type: number, min: 0 }

  - id: total
    uses: script
    needs: [check, rows]
    with:
      input: "\${{ steps.rows.output.rows }}"
      code: |
        return { rows: input.length, total: input.reduce((sum, row) => sum + Number(row.amount), 0) }

outputs:
  total: "\${{ steps.total.output.total }}"
`

const COMMANDS = `name: run_commands
description: Runs programs one after the other and keeps what they print

steps:
  - id: version
    uses: shell
    with:
      command: [git, --version]

  - id: pause
    uses: wait
    needs: [version]
    with: { for: 5s }

  - id: recent
    uses: shell
    needs: [pause]
    retry: { attempts: 3, delay: 2s }
    with:
      command: [git, help, --guides]
      output: lines

outputs:
  guides: "\${{ size(steps.recent.output.stdout) }}"
`

const EMPTY = `name: my_pipeline
description: One sentence on what it is for

steps:
  - id: first
    uses: script
    with:
      code: return 'Hello'
`

export const TEMPLATES: readonly Template[] = [
  {
    name: 'Read a folder of documents',
    about: 'Finds documents, reads each one as text in parallel, counts, and writes a report.',
    kinds: ['file', 'file', 'script', 'file'],
    text: DOCUMENTS,
  },
  { name: 'Check a table', about: 'Reads a CSV file, checks its rows against rules, and sums them up.', kinds: ['file', 'validate', 'script'], text: TABLE },
  {
    name: 'Run commands',
    about: 'Runs programs in order, waits in between, and tries again when one fails.',
    kinds: ['shell', 'wait', 'shell'],
    text: COMMANDS,
  },
  { name: 'Almost empty', about: 'A name and one step: for those who know what they want to write.', kinds: ['script'], text: EMPTY },
]
