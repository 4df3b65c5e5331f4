import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { inflateSync } from 'node:zlib'

/*
 * The figures of document-digest's corpus, computed by other means than the product's: no parser of its, only the
 * definitions in the corpus' README and the plainest way from each format to its text.
 */

export interface Figures {
  readonly words: number
  readonly sentences: number
  readonly uniqueWords: number
}

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu
const SENTENCE = /[.!?]+["'”’)\]]*(?=\s|$)/g

export const CORPUS = join('resources/examples/document-digest/corpus')

/** By file name. */
export function corpusFigures(): ReadonlyMap<string, Figures> {
  return new Map(readdirSync(CORPUS).map((name) => [name, figuresOf(name)]))
}

function figuresOf(name: string): Figures {
  const text = plainText(name)
  const words = text.match(WORD) ?? []
  const sentences = extname(name) === '.csv' ? 0 : (text.match(SENTENCE) ?? []).length
  return { words: words.length, sentences, uniqueWords: new Set(words.map((word) => word.toLowerCase().replaceAll('’', "'"))).size }
}

function plainText(name: string): string {
  const bytes = readFileSync(join(CORPUS, name))
  switch (extname(name)) {
    case '.html':
      return withoutTags(bytes.toString('utf8'))
    case '.md':
      return bytes.toString('utf8').replaceAll(/[*_`]+/g, '')
    case '.pdf':
      return shownStrings(bytes)
    default:
      return bytes.toString('utf8')
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”' }

/** Inline tags vanish, all others part what stands on either side. */
function withoutTags(html: string): string {
  return html
    .replaceAll(/<(title|style|script)[^>]*>[^]*?<\/\1>/gi, '')
    .replaceAll(/<\/?(?:em|i|b|strong|a|span|sup|sub|small|cite|abbr)\b[^>]*>/gi, '')
    .replaceAll(/<[^>]*>/g, '\n')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole)
}

/** The strings that the pages show, in their order: enough for a file whose lines are `(…) Tj`. */
function shownStrings(pdf: Buffer): string {
  const lines: string[] = []
  for (const [, stream = ''] of pdf.toString('latin1').matchAll(/stream\r?\n([^]*?)\r?\nendstream/g)) {
    const content = new TextDecoder('windows-1252').decode(inflateSync(Buffer.from(stream, 'latin1')))
    for (const [, shown = ''] of content.matchAll(/\((.*?)(?<!\\)\) Tj/g)) lines.push(shown.replaceAll(/\\([()\\])/g, '$1'))
  }
  return lines.join('\n')
}
