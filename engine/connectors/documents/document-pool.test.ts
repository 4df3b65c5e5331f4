import { deflateSync } from 'node:zlib'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { docx, paragraph } from '../../testing/docx'
import { memoryGrowth } from '../../testing/memory-growth'
import { bombPage, pdf, textPage } from '../../testing/pdf'
import type { DocumentFormat } from './document-messages'
import { formatOf } from './document-format'
import { DocumentPool } from './document-pool'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const pool = new DocumentPool(new URL('./document-worker.ts', import.meta.url), 2)
afterAll(() => pool.close())

const parse = (format: DocumentFormat, content: string | Buffer, signal = new AbortController().signal) =>
  pool.parse('the file', format, Buffer.from(content), signal)

const cut = (text: string, part: { readonly start: number; readonly end: number }): string => text.slice(part.start, part.end)

describe('Markdown', () => {
  const source = `---
layout: page
---
Before *all*.

# The first &amp; *best*

A [link](https://example.com "t"), \`code\`, an ![image](x.png), **bold _both_**
and 2 &lt; 3. <b>Tag</b>\\*

- one
- two
  - inner

| a | b |
|---|---|
| 1 | **2** |

Under
-----

> quoted

\`\`\`js
const x = 1
\`\`\`
`
  it('becomes text without markup', async () => {
    expect((await parse('markdown', source)).text).toBe(
      'Before all.\n\nThe first & best\n\nA link, code, an image, bold both\nand 2 < 3. Tag*\n\none\ntwo\n\ninner\n\na\tb\n1\t2\n\nUnder\n\nquoted\n\nconst x = 1',
    )
  })

  it('tells its title and where its sections lie', async () => {
    const { text, title, sections } = await parse('markdown', source)
    expect(title).toBe('The first & best')
    expect(sections.map(({ title, level }) => [title, level])).toEqual([
      ['The first & best', 1],
      ['Under', 2],
    ])
    expect(sections.map((section) => cut(text, section).split('\n')[0])).toEqual(['The first & best', 'Under'])
    expect(sections.at(-1)?.end).toBe(text.length)
  })
})

describe('HTML', () => {
  const source = `<!doctype html><html><head><title>Tea &amp; cake</title><style>p{}</style><script>alert(1)</script></head>
<body><h1>Welcome <em>all</em></h1><p>First <a href="https://x">link</a>&nbsp;here.<br>Next\uE000</p>
<h2>List</h2><ul><li>one</li><li>two</li></ul><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table></body></html>`

  it('becomes text without tags, scripts and styles', async () => {
    const { text } = await parse('html', source)
    expect(text.replace(/\u00a0/g, ' ')).toBe('Welcome all\n\nFirst link here.\nNext\n\nList\n\none\ntwo\n\nA   B\n1   2')
  })

  it('tells its title and where its sections lie', async () => {
    const { text, title, sections } = await parse('html', source)
    expect(title).toBe('Tea & cake')
    expect(sections).toMatchObject([
      { title: 'Welcome all', level: 1, start: 0 },
      { title: 'List', level: 2 },
    ])
    expect(sections.map((section) => cut(text, section).split('\n')[0])).toEqual(['Welcome all', 'List'])
  })
})

describe('CSV', () => {
  it.each([',', ';', '\t', '|'])('becomes rows by the names of its first line, delimiter %j', async (delimiter) => {
    const text = ['\ufeffname,qty', '"Tea, ""green""",2', '', 'Cake,1'].join('\r\n').replaceAll('"Tea, ""green"""', 'Tea').replaceAll(',', delimiter)
    expect((await parse('csv', text)).rows).toEqual([
      { name: 'Tea', qty: '2' },
      { name: 'Cake', qty: '1' },
    ])
  })

  it('keeps quoted delimiters, quotes and line ends', async () => {
    expect((await parse('csv', 'a,b\n"1,""2""\n3",4\n')).rows).toEqual([{ a: '1,"2"\n3', b: '4' }])
  })

  it('gives every column a name of its own', async () => {
    expect((await parse('csv', 'a,,a,__proto__\n1,2,3,4\n')).rows).toEqual([{ a: '1', _2: '2', a_3: '3', _4: '4' }])
  })

  it('with an open quote says on which line', async () => {
    await expect(parse('csv', 'a\n1\n"2\n')).rejects.toMatchObject({ code: 'parse_failed', message: expect.stringContaining('Quote') })
  })
})

describe('DOCX', () => {
  const table = '<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
  const body = [paragraph('Tea &amp; cake', 'Heading1'), paragraph('Zürich – welcome.'), paragraph('Prices', 'Heading2'), table, '<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>'].join('')

  it('becomes text, with its title and where its sections lie', async () => {
    const { text, title, sections } = await parse('docx', await docx(body))
    expect(text).toBe('Tea & cake\n\nZürich – welcome.\n\nPrices\n\nA   B\n\nkept')
    expect(title).toBe('Tea & cake')
    expect(sections.map((section) => [section.level, cut(text, section).split('\n')[0]])).toEqual([
      [1, 'Tea & cake'],
      [2, 'Prices'],
    ])
  })

  /** Bytes: twice what may be unpacked. */
  const FAR_MORE = 64 * 1024 * 1024

  it('that unpacks to far more than it is, is refused', async () => {
    const bomb = await docx(body, { 'word/document.xml': new Uint8Array(FAR_MORE) })
    expect(bomb.length).toBeLessThan(100 * 1024)
    await expect(parse('docx', bomb)).rejects.toMatchObject({ code: 'parse_failed', message: "Couldn't read the file as docx: its text unpacks to more than 32 MiB." })
  })

  it('that lies about what it unpacks to, is refused', async () => {
    const bomb = await docx(body, { 'word/footnotes.xml': new Uint8Array(FAR_MORE) })
    // Both places where the archive tells the size, as little endian.
    for (let at = bomb.indexOf(sizeOf(FAR_MORE)); at !== -1; at = bomb.indexOf(sizeOf(FAR_MORE))) bomb.set(sizeOf(100), at)
    await expect(parse('docx', bomb)).rejects.toMatchObject({ code: 'parse_failed', message: expect.stringContaining('unpacks to more than 32 MiB') })
  })

  it('keeps pictures and files of the machine out of it', async () => {
    const picture = '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    const rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    expect((await parse('docx', await docx(picture + paragraph('text'), { 'word/_rels/document.xml.rels': rels }))).text).toBe('text')
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'it is no archive, or a damaged one'],
    ['text', Buffer.from('PK\u0003\u0004 nonsense'), 'it is no archive, or a damaged one'],
    ['a document that is locked', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'it is locked with a password, or in the older format (.doc)'],
  ])('is not made of %s', async (_, content, because) => {
    await expect(parse('docx', content)).rejects.toMatchObject({ code: 'parse_failed', message: `Couldn't read the file as docx: ${because}.` })
  })

  it('without a document in it, or with entities that grow, is refused', async () => {
    const lol = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, index) => `<!ENTITY ${String.fromCharCode(98 + index)} "${`&${String.fromCharCode(97 + index)};`.repeat(10)}">`).join('')}]><x>&j;</x>`
    for (const content of [lol, '<w:document', '']) {
      const parsed = await parse('docx', await docx('', { 'word/document.xml': content })).catch((error: unknown) => error)
      if (parsed instanceof Error) expect(parsed).toMatchObject({ code: 'parse_failed' })
      else expect(parsed).toMatchObject({ text: expect.stringMatching(/^.{0,1000}$/s) })
    }
  })

  it('that nests without end is refused', async () => {
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(20_000)}${'</w:tc></w:tr></w:tbl>'.repeat(20_000)}`
    const failed = await parse('docx', await docx(deep)).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'parse_failed' })
  })
})

describe('PDF', () => {
  it('becomes text, page by page', async () => {
    const { text, pages } = await parse('pdf', pdf([textPage('Tea and cake'), textPage(''), textPage('Prices')]))
    expect(text).toBe('Tea and cake\n\n\n\nPrices')
    expect(pages?.map((page) => [page.number, cut(text, page)])).toEqual([
      [1, 'Tea and cake'],
      [2, ''],
      [3, 'Prices'],
    ])
  })

  it('that unpacks to far more than it is, is refused before it has taken the memory', async () => {
    const bomb = pdf([await bombPage(500)])
    expect(bomb.length).toBeLessThan(8 * 1024)
    const { result, grownMb } = await memoryGrowth(() => parse('pdf', bomb).catch((error: unknown) => error))
    expect(result).toMatchObject({ code: 'parse_failed', message: "Couldn't read the file as pdf: it needs more memory than is reasonable." })
    expect(grownMb).toBeLessThan(700)
    expect((await parse('pdf', pdf([textPage('still here')]))).text).toBe('still here')
  })

  /** Unpacked like any other, but given up for what begins it: to read blanks to their end takes longer than all else. */
  const NO_DRAWING = 'm '.repeat(20)

  it('may unpack to far more than it is, page by page', async () => {
    const page = { filters: '/Filter /FlateDecode', bytes: deflateSync(NO_DRAWING.padEnd(20 * 1024 * 1024)) }
    expect((await parse('pdf', pdf([...Array.from({ length: 20 }, () => page), textPage('the end')]))).text.trim()).toBe('the end')
  })
})

describe('text', () => {
  it.each([
    ['UTF-8', Buffer.from('zürich €')],
    ['UTF-8 with a mark', Buffer.from('\ufeffzürich €')],
    ['UTF-16', Buffer.from('\ufeffzürich €', 'utf16le')],
    ['Windows-1252', Buffer.from([0x7a, 0xfc, 0x72, 0x69, 0x63, 0x68, 0x20, 0x80])],
  ])('is read as %s', async (_, content) => {
    expect((await parse('text', content)).text).toBe('zürich €')
  })

  it('has for its title a first line that stands alone', async () => {
    expect((await parse('text', '\n  A title \n\nText.')).title).toBe('A title')
    expect((await parse('text', 'Just a line\nand one more.\n\nText.')).title).toBeNull()
  })

  it('has plain line ends', async () => {
    expect((await parse('text', 'a\r\nb\rc\n')).text).toBe('a\nb\nc\n')
  })

  it('is not made of something else', async () => {
    await expect(parse('text', Buffer.from([1, 0, 2]))).rejects.toMatchObject({
      code: 'parse_failed',
      message: "Couldn't read the file as text: it is not text.",
    })
  })
})

function sizeOf(bytes: number): Buffer {
  const field = Buffer.alloc(4)
  field.writeUInt32LE(bytes)
  return field
}

describe('hostile documents', () => {
  it.each([
    ['markdown', '>'.repeat(5000)],
    ['html', '<div>'.repeat(50_000)],
    ['html', '<ul><li>'.repeat(20_000)],
    ['pdf', '%PDF-1.7\nnonsense'],
    ['pdf', ''],
  ] as const)('in %s are refused or read, never fatal', async (format, content) => {
    await parse(format, content).catch((error: unknown) => expect(error).toMatchObject({ code: 'parse_failed' }))
    expect((await parse('text', 'still here')).text).toBe('still here')
  })

  it('can be called off in the middle', async () => {
    const abort = new AbortController()
    const parsing = parse('markdown', '_a'.repeat(500_000), abort.signal)
    setTimeout(() => abort.abort(new Error('called off')), 300)
    const started = Date.now()
    await expect(parsing).rejects.toThrow('called off')
    expect(Date.now() - started).toBeLessThan(1300)
  })
})

describe('the format of a file', () => {
  it.each([
    ['a/b.MD', '', 'markdown'],
    ['x.tsv', '', 'csv'],
    ['x.bin', '%PDF-1.4', 'pdf'],
    ['x.DOCX', 'PK', 'docx'],
    ['README', '', 'text'],
    ['x.constructor', '', 'text'],
  ])('%s is told by name and first bytes', (path, content, format) => {
    expect(formatOf(path, Buffer.from(content))).toBe(format)
  })
})
