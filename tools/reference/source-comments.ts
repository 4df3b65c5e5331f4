import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as ts from 'typescript'

/** What the sources of the contract say that cannot be seen in its schemas. */
export interface SourceComments {
  /** By `run` (the constant), `run.externalId` (a key in it), `runsApi.start.pipeline`, or `runEvent#result.refused` (a member of a union). */
  readonly comments: ReadonlyMap<string, string>
  /** `runDetail` → `run`, from `run.extend({ … })`. */
  readonly bases: ReadonlyMap<string, string>
}

/** Reads the doc comments of every exported constant of some folders. */
export function readComments(folders: readonly string[]): SourceComments {
  const comments = new Map<string, string>()
  const bases = new Map<string, string>()
  for (const file of folders.flatMap(sourcesOf)) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    for (const { name, statement, value } of constantsOf(source)) {
      note(comments, name, commentOf(source, statement))
      visit(value, name, source, comments)
      const base = baseOf(value)
      if (base !== null) bases.set(name, base)
      const list = listOf(value)
      if (list !== null && !comments.has(name)) note(comments, name, comments.get(list) ?? null)
    }
  }
  return { comments, bases }
}

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))

interface Constant {
  readonly name: string
  readonly statement: ts.Node
  readonly value: ts.Expression
}

const constantsOf = (source: ts.SourceFile): readonly Constant[] =>
  source.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) =>
      statement.declarationList.declarations.flatMap(({ name, initializer }) =>
        ts.isIdentifier(name) && initializer !== undefined ? [{ name: name.text, statement, value: initializer }] : [],
      ),
    )

function visit(node: ts.Node, path: string, source: ts.SourceFile, comments: Map<string, string>): void {
  if (ts.isPropertyAssignment(node)) {
    const inner = `${path}.${node.name.getText(source)}`
    note(comments, inner, commentOf(source, node))
    visit(node.initializer, inner, source, comments)
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const member of node.elements) {
      const tag = tagOf(member)
      const inner = tag === null ? path : `${path}#${tag}`
      note(comments, inner, tag === null ? null : commentOf(source, member))
      visit(member, inner, source, comments)
    }
  } else ts.forEachChild(node, (child) => visit(child, path, source, comments))
}

const note = (comments: Map<string, string>, path: string, comment: string | null): void => void (comment !== null && comments.set(path, comment))

/** The doc comment right before a node, on one line. */
function commentOf(source: ts.SourceFile, node: ts.Node): string | null {
  const start = node.getFullStart()
  const range = ts.getLeadingCommentRanges(source.text, start)?.at(-1) ?? ts.getTrailingCommentRanges(source.text, start)?.at(-1)
  const text = range === undefined ? '' : source.text.slice(range.pos, range.end)
  if (!text.startsWith('/**')) return null
  return text
    .slice(3, -2)
    .replaceAll(/\n\s*\*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Of `z.object({ type: z.literal('status'), … })`: `status`. */
function tagOf(member: ts.Expression): string | null {
  let tag: string | null = null
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText().endsWith('.literal') && tag === null) {
      const [value] = node.arguments
      if (value !== undefined && ts.isStringLiteral(value)) tag = value.text
    }
    ts.forEachChild(node, look)
  }
  look(member)
  return tag
}

function baseOf(value: ts.Expression): string | null {
  if (!ts.isCallExpression(value) || !ts.isPropertyAccessExpression(value.expression)) return null
  const { name, expression } = value.expression
  return name.text === 'extend' && ts.isIdentifier(expression) ? expression.text : null
}

/** The constant whose list an enum is made of: what is said of it holds for the enum. */
function listOf(value: ts.Expression): string | null {
  if (!ts.isCallExpression(value) || !value.expression.getText().endsWith('.enum')) return null
  const [list] = value.arguments
  return list !== undefined && ts.isIdentifier(list) ? list.text : null
}
