/** Turns Markdown, HTML, CSV, PDF and DOCX into text, and YAML into JSON. Hostile documents can keep a parser busy for minutes: only on a thread. */
import { parse as parseCsvText } from 'csv-parse/sync'
import { convert } from 'html-to-text'
import type { Token, Tokens } from 'marked'
import { lexer } from 'marked'
import type { DocumentReply, Page, ParsedDocument, ParseRequest, Section } from './document-messages'

class Refusal extends Error {}
class TooLarge extends Error {}

type Heading = Omit<Section, 'end'>

const NOTHING_ELSE = { kind: 'parsed', title: null, sections: [], rows: null, pages: null, json: null } as const

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** UTF-8, or UTF-16 when it says so, or else what Windows used to write. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.subarray(0, 8192).includes(0)) throw new Refusal('it is not text')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

function withEnds(headings: readonly Heading[], length: number): Section[] {
  return headings.map((heading, index) => ({ ...heading, end: headings[index + 1]?.start ?? length }))
}

const titleOf = (headings: readonly Heading[]): string | null => (headings.find((heading) => heading.level === 1) ?? headings[0])?.title ?? null

// Markdown

const FRONT_MATTER = /^---\r?\n[\s\S]*?\r?\n---\r?\n/
const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});/gi

const unescapeEntities = (text: string): string => text.replace(ENTITY, (entity) => convert(entity, { wordwrap: false }))

/** Collects blocks of text, an empty line between them, and notes where headings fall. */
class TextBlocks {
  readonly headings: Heading[] = []
  readonly #blocks: string[] = []
  #length = 0

  add(text: string): void {
    if (text.trim() === '') return
    this.#blocks.push(text)
    this.#length += text.length + 2
  }

  addHeading(text: string, level: number): void {
    if (text.trim() === '') return
    this.headings.push({ title: squeeze(text), level, start: this.#length })
    this.add(text)
  }

  text(): string {
    return this.#blocks.join('\n\n')
  }
}

function parseMarkdown(source: string): ParsedDocument {
  const blocks = new TextBlocks()
  addBlocks(lexer(source.replace(FRONT_MATTER, '')), blocks)
  const text = blocks.text()
  return { ...NOTHING_ELSE, text, title: titleOf(blocks.headings), sections: withEnds(blocks.headings, text.length) }
}

function addBlocks(tokens: readonly Token[], blocks: TextBlocks): void {
  for (const token of tokens) addBlock(token, blocks)
}

const isList = (token: Token): token is Tokens.List => token.type === 'list'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'

function addBlock(token: Token, blocks: TextBlocks): void {
  if (isList(token)) return blocks.add(listText(token))
  if (isTable(token)) return blocks.add(tableText(token))
  switch (token.type) {
    case 'heading':
      return blocks.addHeading(inline(token.tokens ?? []), Number(token['depth']))
    case 'blockquote':
      return addBlocks(token.tokens ?? [], blocks)
    case 'html':
      return blocks.add(convert(token.raw, { wordwrap: false }))
    case 'code':
      return blocks.add(String(token['text']))
    case 'space':
    case 'hr':
    case 'def':
      return
    default:
      return blocks.add(inlineOf(token))
  }
}

function listText(list: Tokens.List): string {
  return list.items
    .map((item) => {
      const blocks = new TextBlocks()
      addBlocks(item.tokens, blocks)
      return blocks.text()
    })
    .join('\n')
}

const tableText = (table: Tokens.Table): string => [table.header, ...table.rows].map((cells) => cells.map((cell) => inline(cell.tokens)).join('\t')).join('\n')

const inline = (tokens: readonly Token[]): string => tokens.map(inlineOf).join('')

function inlineOf(token: Token): string {
  if (token.type === 'br') return '\n'
  if (token.type === 'html') return ''
  if (token.type === 'codespan' || token.type === 'escape' || token.type === 'image') return String(token['text'])
  if ('tokens' in token && token.tokens !== undefined) return inline(token.tokens)
  return unescapeEntities('text' in token ? String(token['text']) : token.raw)
}

// HTML

/** Private characters that mark headings on their way through the converter; a document's own are dropped. */
const HEADING_START = '\uE000'
const HEADING_END = '\uE001'
const PRIVATE = /[\uE000\uE001]/g
const MARKED_HEADING = /\uE000([1-6])([^\uE000\uE001]*)\uE001/
const TITLE = /<title[^>]{0,200}>([^<]{0,1000})<\/title>/i

function parseHtml(source: string): ParsedDocument {
  const clean = source.replace(PRIVATE, '')
  const marked = convert(clean, {
    wordwrap: false,
    limits: { maxInputLength: source.length + 1, maxDepth: 200 },
    formatters: {
      markedHeading: (element, walk, builder) => {
        builder.openBlock({ leadingLineBreaks: 2 })
        builder.addLiteral(`${HEADING_START}${(element.name ?? 'h6').slice(1)}`)
        walk(element.children, builder)
        builder.addLiteral(HEADING_END)
        builder.closeBlock({ trailingLineBreaks: 2 })
      },
    },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, format: 'markedHeading' })),
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'table', format: 'dataTable' },
      ...['ul', 'ol'].map((selector) => ({ selector, format: 'block' })),
      { selector: 'li', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ],
  })
  const { text, headings } = withoutMarks(marked)
  const title = squeeze(unescapeEntities(TITLE.exec(clean.slice(0, 65_536))?.[1] ?? ''))
  return { ...NOTHING_ELSE, text, title: title === '' ? titleOf(headings) : title, sections: withEnds(headings, text.length) }
}

function withoutMarks(marked: string): { readonly text: string; readonly headings: readonly Heading[] } {
  const headings: Heading[] = []
  const pieces: string[] = []
  let length = 0
  const keep = (piece: string): void => {
    pieces.push(piece)
    length += piece.length
  }
  let from = 0
  for (const found of marked.matchAll(new RegExp(MARKED_HEADING, 'g'))) {
    keep(marked.slice(from, found.index).replace(PRIVATE, ''))
    const title = squeeze(found[2] ?? '')
    if (title !== '') headings.push({ title, level: Number(found[1]), start: length })
    keep(found[2] ?? '')
    from = found.index + found[0].length
  }
  keep(marked.slice(from).replace(PRIVATE, ''))
  return { text: pieces.join(''), headings }
}

// CSV

const DELIMITERS = [',', ';', '\t', '|']

/** The delimiter that the first line holds most of. */
function delimiterOf(text: string): string {
  const end = text.indexOf('\n')
  const first = text.slice(0, end === -1 ? 10_000 : Math.min(end, 10_000)).replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Keys of the rows: a column without a name, or with one that is taken, gets its number. */
function columnNames(header: readonly string[]): string[] {
  const taken = new Set<string>()
  return header.map((raw, index) => {
    const name = raw.trim()
    const key = name === '' || name === '__proto__' || taken.has(name) ? `${name === '__proto__' ? '' : name}_${index + 1}` : name
    taken.add(key)
    return key
  })
}

function parseCsv(text: string, maxRows: number): ParsedDocument {
  const rows: Record<string, string>[] = parseCsvText(text, {
    columns: columnNames,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    to: maxRows + 1,
  })
  if (rows.length > maxRows) throw new TooLarge(`it has more than ${maxRows} rows`)
  return { ...NOTHING_ELSE, text, rows }
}

// PDF

/** A damaged file would print a line for each of its faults. */
const ERRORS_ONLY = 0

type PdfDocument = Awaited<ReturnType<(typeof import('unpdf'))['getDocumentProxy']>>

async function parsePdf(bytes: Uint8Array, maxText: number): Promise<ParsedDocument> {
  const { getDocumentProxy, getMeta } = await import('unpdf')
  const pdf = await getDocumentProxy(bytes, { verbosity: ERRORS_ONLY })
  try {
    const { info } = await getMeta(pdf)
    const title = typeof info['Title'] === 'string' ? squeeze(info['Title']) : ''
    return { ...NOTHING_ELSE, ...(await readPages(pdf, maxText)), title: title === '' ? null : title }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

/** One after the other: a page's content may unpack to far more than the file. */
async function readPages(pdf: PdfDocument, maxText: number): Promise<{ text: string; pages: Page[] }> {
  const texts: string[] = []
  const pages: Page[] = []
  let start = 0
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
    texts.push(text)
    pages.push({ number, start, end: start + text.length })
    start += text.length + 2
    if (start > maxText + 2) throw new TooLarge(`its text has more than ${maxText} characters`)
  }
  return { text: texts.join('\n\n'), pages }
}

// DOCX

async function parseDocx(bytes: Uint8Array): Promise<ParsedDocument> {
  const { docxToHtml } = await import('./docx-to-html.ts')
  return parseHtml(await docxToHtml(bytes))
}

async function parseYaml(text: string): Promise<ParsedDocument> {
  const { yamlToJson } = await import('./yaml-to-json.ts')
  return { ...NOTHING_ELSE, text, json: yamlToJson(text) }
}

async function parse({ format, bytes, maxRows, maxText }: ParseRequest): Promise<ParsedDocument> {
  if (format === 'pdf') return parsePdf(bytes, maxText)
  if (format === 'docx') return parseDocx(bytes)
  const text = decode(bytes).replace(/\r\n?/g, '\n')
  if (format === 'markdown') return parseMarkdown(text)
  if (format === 'html') return parseHtml(text)
  if (format === 'csv') return parseCsv(text, maxRows)
  if (format === 'yaml') return parseYaml(text)
  return { ...NOTHING_ELSE, text, title: format === 'text' ? firstLineOf(text) : null }
}

/** A short first line that stands alone is the title of a plain text. */
const firstLineOf = (text: string): string | null => /^\s*([^\n]{1,100})\n[ \t]*\n/.exec(text.slice(0, 2000))?.[1]?.trim() ?? null

export async function parseDocument(request: ParseRequest): Promise<DocumentReply> {
  try {
    const parsed = await parse(request)
    const length = Math.max(parsed.text.length, parsed.json?.length ?? 0)
    if (length > request.maxText) return { kind: 'too_large', because: `its text has ${length} characters` }
    return parsed
  } catch (error) {
    if (error instanceof TooLarge) return { kind: 'too_large', because: error.message }
    return { kind: 'failed', because: becauseOf(error) }
  }
}

function becauseOf(error: unknown): string {
  if (error instanceof RangeError) return 'it nests too deeply'
  if (error instanceof Error && error.name === 'PasswordException') return 'it is locked with a password'
  return error instanceof Error ? error.message : String(error)
}
