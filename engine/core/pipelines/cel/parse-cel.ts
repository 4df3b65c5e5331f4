import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import * as z from 'zod'

/**
 * CEL's grammar comes from the library; what it means is in interpret.ts. The library's own evaluator has no step
 * limit, sets 64-bit integers apart from JSON's numbers and runs `matches` on a backtracking engine that can hang.
 */
export type CelNode = ASTNode

/** Where an expression is wrong. Offsets count characters from its start; the replacement is for that range. */
export interface ExpressionProblem {
  /** A sentence. */
  readonly error: string
  readonly offset: number
  readonly end: number
  readonly replacement: string | null
}

export const MAX_SOURCE = 4096

const grammar = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 1000, maxDepth: 64, maxListElements: 1000, maxMapEntries: 1000, maxCallArguments: 32 },
})

export function parseCel(source: string): CelNode | ExpressionProblem {
  if (source.trim() === '') return { error: 'The expression is empty.', offset: 0, end: source.length, replacement: null }
  if (source.length > MAX_SOURCE) {
    return { error: `An expression has at most ${MAX_SOURCE} characters; this one has ${source.length}.`, offset: 0, end: source.length, replacement: null }
  }
  try {
    return grammar.parse(source).ast
  } catch (error) {
    return explain(syntaxError.parse(error), source)
  }
}

/** What the library tells; of anything else that it may throw, only that it cannot read the expression. */
const syntaxError = z
  .object({ code: z.string(), summary: z.string(), range: z.object({ start: z.number(), end: z.number() }) })
  .catch({ code: 'unreadable', summary: 'The expression cannot be read', range: { start: 0, end: 0 } })

type SyntaxFault = z.infer<typeof syntaxError>

/** What people bring along from other languages. */
const FROM_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['=', '=='],
  ['&', '&&'],
  ['|', '||'],
  ['===', '=='],
  ['None', 'null'],
])

function explain(error: SyntaxFault, source: string): ExpressionProblem {
  const offset = Math.min(error.range.start, source.length)
  const [word = ''] = /^(?:\w+|[=&|]+)/.exec(source.slice(offset)) ?? []
  const meant = FROM_ELSEWHERE.get(word)
  if (meant !== undefined)
    return { error: `\`${word}\` is not an operator here. Did you mean \`${meant}\`?`, offset, end: offset + word.length, replacement: meant }
  const end = Math.max(offset, Math.min(error.range.end, source.length))
  return { error: sentence(error, source.slice(offset, end)), offset, end, replacement: null }
}

function sentence(error: SyntaxFault, found: string): string {
  const here = found === '' ? 'the end' : `\`${found}\``
  for (const [token, wanted] of TOKENS) {
    if (error.summary.startsWith(`Expected ${token},`)) return `The expression wants ${wanted} where ${here} stands.`
  }
  switch (error.code) {
    case 'limit_exceeded':
      return 'The expression is too long or nested too deeply.'
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return 'A text in the expression has no closing quote.'
    case 'unexpected_token':
    case 'unexpected_character':
      return `The expression does not go on with ${here}.`
    case 'reserved_identifier':
      return `${here} is a reserved word and cannot be a name.`
    case 'invalid_macro_argument':
      return `The first argument here is the name for each item, such as \`x\` in \`list.map(x, x.title)\`.`
    default:
      return `${error.summary}.`
  }
}

/** All that the grammar can want, by its names for them. */
const TOKENS: ReadonlyMap<string, string> = new Map([
  ['RPAREN', '`)`'],
  ['RBRACKET', '`]`'],
  ['RBRACE', '`}`'],
  ['COLON', '`:`'],
  ['IDENTIFIER', 'a name'],
])
