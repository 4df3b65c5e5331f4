/** The first line of every generated page. */
export const GENERATED_NOTE = '<!-- Made from the code by `npm run generate`; changes here are lost, and a test finds them. -->'

export type Row = readonly string[]

/** A table; nothing when there are no rows. Columns that are empty in every row are left out. */
export function table(head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const used = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const line = (cells: Row) => `| ${cells.filter((_, column) => used[column]).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell)))].join('\n')
}

/** Text in a table stays on its line and within its column, also inside code. */
const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')

export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

export const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trim()}\n\`\`\``

/** Blocks with an empty line between them; empty ones are left out. */
export const page = (blocks: readonly string[]): string => `${blocks.filter((block) => block !== '').join('\n\n')}\n`
