/** An answer of S3, flat: texts by the name of their element, and each `Contents` by itself. */
export interface S3Answer {
  readonly root: string
  readonly texts: ReadonlyMap<string, string>
  readonly contents: readonly ReadonlyMap<string, string>[]
}

/** Reads what S3 answers with. What is no XML has no root; nothing is loaded and no entity is made up. */
export async function readS3Xml(xml: string): Promise<S3Answer> {
  const { Parser } = await import('htmlparser2')
  const texts = new Map<string, string>()
  const contents: Map<string, string>[] = []
  const open: string[] = []
  let root = ''
  let text = ''
  const parser = new Parser(
    {
      onopentag(name) {
        if (open.length === 0) root = name
        if (name === 'Contents') contents.push(new Map())
        open.push(name)
        text = ''
      },
      ontext(piece) {
        text += piece
      },
      onclosetag(name) {
        open.pop()
        const target = open.includes('Contents') ? contents.at(-1) : open.length === 1 ? texts : undefined
        target?.set(name, text.trim())
        text = ''
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
  return { root, texts, contents }
}
