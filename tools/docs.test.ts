import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { lexer, type Token, type Tokens, walkTokens } from 'marked'
import { describe, expect, it } from 'vitest'
import { parsePipeline } from '../engine/core/pipelines/parse-pipeline'
import { withStepKinds } from './reference/step-kinds'

const inDocs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))

const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...inDocs.map((name) => join('docs', name))]

/** Every part of a page, however deep. */
function partsOf(page: string): readonly Token[] {
  const parts: Token[] = []
  void walkTokens(lexer(readFileSync(page, 'utf8')), (part) => void parts.push(part))
  return parts
}

const isCode = (part: Token): part is Tokens.Code => part.type === 'code'
const isHeading = (part: Token): part is Tokens.Heading => part.type === 'heading'
const isLink = (part: Token): part is Tokens.Link => part.type === 'link'

interface ShownPipeline {
  readonly page: string
  readonly name: string
  readonly text: string
}

const pipelinesOf = (page: string): readonly ShownPipeline[] =>
  partsOf(page)
    .filter(isCode)
    .filter(({ lang, text }) => lang === 'yaml' && /^name:/m.test(text) && /^steps:/m.test(text))
    .map(({ text }) => ({ page, name: /^name: *(.*)$/m.exec(text)?.[1] ?? '', text }))

/** Its pipelines are run, by a test of the engine that has the services and queues they name. */
const PLAYED = join('docs', 'pipelines.md')

const PIPELINES = PAGES.filter((page) => page !== PLAYED).flatMap(pipelinesOf)

describe('pipelines in the documents', () => {
  it('are there', () => {
    expect(PIPELINES.length).toBeGreaterThan(10)
  })

  it.each(PIPELINES)('$page: $name has no problems', async ({ text }) => {
    expect(await withStepKinds((kinds) => parsePipeline(text, kinds).problems)).toEqual([])
  })
})

/** Pages are asked about once a link. */
const known = new Map<string, ReadonlySet<string>>()

function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = known.get(page) ?? readAnchors(page)
  known.set(page, anchors)
  return anchors
}

/** As GitHub names the places of a page; a heading that was there before gets a number. */
function readAnchors(page: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const { text } of partsOf(page).filter(isHeading)) {
    const plain = text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-')
    let anchor = plain
    for (let count = 1; anchors.has(anchor); count++) anchor = `${plain}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** Null when the link leads somewhere; links to other sites are not followed. */
function faultOf(page: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return null
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path)
  if (relative('.', target).startsWith('..') || !existsSync(target)) return `${link}: there is no ${target}`
  if (anchor === undefined) return null
  return statSync(target).isFile() && anchorsOf(target).has(anchor) ? null : `${link}: ${target} has no such heading`
}

describe('links in the documents', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    const links = partsOf(page).filter(isLink)
    expect(links.flatMap(({ href }) => faultOf(page, href) ?? [])).toEqual([])
  })
})

describe('the guide', () => {
  const GUIDE = join('docs', 'guide', 'README.md')

  it('lists every chapter at its beginning, in order', () => {
    const chapters = partsOf(GUIDE).filter(isHeading).filter(({ depth }) => depth === 2)
    const listed = partsOf(GUIDE).find((part): part is Tokens.List => part.type === 'list')
    expect(listed?.items.map(({ text }) => /^\[(.*)\]/.exec(text)?.[1])).toEqual(chapters.map(({ text }) => text))
  })

  it('says of every kind of step what it does', async () => {
    const text = readFileSync(GUIDE, 'utf8')
    const said = text.slice(text.indexOf('The kinds of step:'), text.indexOf('Every key of the file'))
    const kinds = await withStepKinds((all) => [...all.keys()])
    expect(kinds.filter((kind) => !said.includes(`\`${kind}\``))).toEqual([])
  })
})
