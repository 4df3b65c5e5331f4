import { parseDocument, visit, type YAMLParseError } from 'yaml'

/** Aliases are counted as what they repeat: more than this is a bomb, not a shorthand. */
const MAX_REPEATED = 10_000

/** YAML 1.2 as JSON text: one document, no tags of its own, no keys that come twice. Throws an error that says why not, and where. */
export function yamlToJson(text: string): string {
  const document = parseDocument(text, { schema: 'core', merge: false, stringKeys: true, prettyErrors: true, logLevel: 'error' })
  const [fault] = [...document.errors, ...document.warnings]
  if (fault !== undefined) throw new Error(reasonOf(fault))
  visit(document, {
    Scalar: (_, { value }) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('it holds .inf or .nan, which are no numbers here')
    },
  })
  try {
    return JSON.stringify(document.toJS({ maxAliasCount: MAX_REPEATED }) ?? null)
  } catch (thrown) {
    if (thrown instanceof ReferenceError) throw new Error('its aliases repeat too much, or name what is not there', { cause: thrown })
    throw thrown
  }
}

/** Without the parser's excerpt: a piece of a secret could not be masked any more. */
function reasonOf({ code, linePos }: Pick<YAMLParseError, 'code' | 'linePos'>): string {
  if (code === 'MULTIPLE_DOCS') return 'it holds several documents'
  const [place] = linePos ?? []
  const sentence = SENTENCES[code] ?? 'something does not belong there'
  return place === undefined ? sentence : `${sentence}, at line ${place.line}, column ${place.col}`
}

const SENTENCES: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  DUPLICATE_KEY: 'a key comes twice',
  NON_STRING_KEY: 'a key is no text',
  TAG_RESOLVE_FAILED: 'a tag is not known here',
  BAD_INDENT: 'a line is not indented as those around it, or a bracket stays open',
  RESOURCE_EXHAUSTION: 'it nests too deeply',
  TAB_AS_INDENT: 'a tab stands where spaces are asked for',
}
