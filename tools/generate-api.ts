import { type AnyContractProcedure, type AnySchema, getEventIteratorSchemaDetails } from '@orpc/contract'
import * as z from 'zod'
import { api } from '../engine/contract/api'
import * as approvals from '../engine/contract/approval'
import * as attempts from '../engine/contract/attempt'
import * as contents from '../engine/contract/content'
import * as deadLetters from '../engine/contract/dead-letter'
import { ERROR_CODES, errorInfo } from '../engine/contract/errors'
import * as events from '../engine/contract/events'
import * as imports from '../engine/contract/import'
import * as jsons from '../engine/contract/json'
import type { JsonObject } from '../engine/contract/json'
import * as logs from '../engine/contract/log'
import * as models from '../engine/contract/model'
import * as pipelines from '../engine/contract/pipeline'
import * as queues from '../engine/contract/queue'
import * as reruns from '../engine/contract/rerun'
import * as runs from '../engine/contract/run'
import * as statuses from '../engine/contract/run-status'
import * as secrets from '../engine/contract/secret'
import * as services from '../engine/contract/service'
import * as settings from '../engine/contract/settings'
import * as steps from '../engine/contract/step'
import * as storages from '../engine/contract/storage'
import * as comparisons from '../engine/contract/version-comparison'
import * as whys from '../engine/contract/why'
import { isList, isObject, listAt, objectAt, referred, schemaReader } from './reference/json-schema'
import { code, GENERATED_NOTE, page, table } from './reference/markdown'
import { inputTable, outputTable, rowsOf, type SchemaRow } from './reference/schema-rows'
import { typeWords, written } from './reference/schema-words'
import { readComments } from './reference/source-comments'

const ABOUT = `What the app's page, the command line and your own programs can ask of an engine: one contract, [engine/contract](../../engine/contract), whatever the way in.

- The page talks over a message port that the app hands it.
- Programs talk to the owner of a data folder over a Unix socket or named pipe, whose place [operations](../operations.md) gives: WebSocket frames that carry oRPC's
  RPC protocol. [engine/client](../../engine/client) makes a typed client; [engine/cli/link/attach.ts](../../engine/cli/link/attach.ts) shows how. There is no HTTP API.

A **query** reads, a **command** changes something, a **stream** goes on until it is ended. Values are JSON: times are milliseconds since 1970
(UTC), what is not there is \`null\`. Streams send lists: one message carries what gathered since the last. Ask \`engine.info\` first: a peer with
another \`protocol\` would be misunderstood.

A refusal has a code of [the table of errors](../errors.md), a sentence, and sometimes \`details\` and \`problems\`. Beside those named below, any
call may end with \`forbidden\`, \`engine_unavailable\`, \`engine_stopping\`, one of the \`storage_…\` codes or \`unexpected\`. An input of the wrong
shape is refused as \`request_invalid\`, with the place in its sentence.`

interface Procedure {
  /** `runs.start` */
  readonly name: string
  readonly kind: string
  readonly permission: string
  readonly input: z.ZodType | null
  readonly output: z.ZodType | null
}

const isStandard = (value: unknown): value is AnySchema => typeof value === 'object' && value !== null && '~standard' in value

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType

/** What has fields, members or words of its own; a text or number is said where it stands. */
const isShape = (value: unknown): value is z.ZodType => value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion || value instanceof z.ZodEnum

const schemasIn = (module: object, isOne: (value: unknown) => value is z.ZodType): readonly (readonly [string, z.ZodType])[] =>
  Object.entries(module).flatMap(([name, value]: [string, unknown]) => (isOne(value) ? [[name, value] as const] : []))

const SHAPES = [{ errorInfo }, approvals, attempts, comparisons, contents, deadLetters, events, imports, logs, models, pipelines, queues, reruns, runs, secrets, services, settings, statuses, steps, storages, whys]

const NAMED: Readonly<Record<string, z.ZodType>> = Object.fromEntries([...SHAPES.flatMap((module) => schemasIn(module, isShape)), ...schemasIn(jsons, isSchema)])

const read = schemaReader(NAMED)
const { comments, bases } = readComments(['engine/contract', 'engine/contract/api'])

/** oRPC forgets what kind of meta the contract gives. */
const meta = z.object({ kind: z.string(), permission: z.string() })

export const PROCEDURES: readonly Procedure[] = Object.entries(api).flatMap(([noun, procedures]) =>
  Object.entries<AnyContractProcedure>(procedures).map(([verb, procedure]) => toProcedure(`${noun}.${verb}`, procedure)),
)

function toProcedure(name: string, { '~orpc': it }: AnyContractProcedure): Procedure {
  const input: unknown = it.inputSchema
  return { name, ...meta.parse(it.meta), input: isSchema(input) ? input : null, output: outputOf(it.outputSchema) }
}

/** Of a stream, what one of its messages holds. */
function outputOf(schema: unknown): z.ZodType | null {
  const part = isStandard(schema) ? (getEventIteratorSchemaDetails(schema)?.yields ?? schema) : null
  return isSchema(part) ? part : null
}

/** Stands in for the enum of all error codes. */
const ERROR_CODE = 'errorCode'

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['json', 'any value'],
  ['jsonObject', 'map'],
  ['time', 'time'],
  ['id', 'id'],
  [ERROR_CODE, '[code](../errors.md)'],
])

/** `run` and `runs.…` would share their anchors with shapes, so these have a word before their name. */
const shapeLink = (name: string): string => `[${name}](#shape-${name.toLowerCase()})`

const nameWords = (name: string): string => PLAIN.get(name) ?? (name in NAMED ? shapeLink(name) : 'any value')

/** What the source says of a procedure. */
export const about = ({ name }: Pick<Procedure, 'name'>): string => comments.get(pathOf(name)) ?? ''

const pathOf = (name: string): string => name.replace('.', 'Api.')

export function apiText(): string {
  const blocks = PROCEDURES.flatMap(procedureBlocks)
  const taken = takenShapes()
  return page([
    GENERATED_NOTE,
    '# The contract',
    ABOUT,
    '## Procedures',
    table(
      ['procedure', 'kind', 'permission'],
      PROCEDURES.map(({ name, kind, permission }) => [`[${name}](#${anchor(name)})`, kind, code(permission)]),
    ),
    ...blocks,
    '## Shapes',
    'An *id* is a UUIDv7 as text: later ones sort after earlier ones. A *time* is in milliseconds since 1970 (UTC).',
    ...shapesIn(blocks, taken).flatMap((name) => shapeBlocks(name, taken)),
  ])
}

const anchor = (name: string): string => name.toLowerCase().replace('.', '')

function procedureBlocks({ name, kind, permission, input, output }: Procedure): readonly string[] {
  const [said = '', refused = ''] = about({ name }).split(/ ?\bThrows (?=`)/)
  return [
    `### ${name}`,
    `A ${kind}; needs the permission ${code(permission)}.`,
    said,
    ...(input === null ? [] : ['**Takes**', inputWords(input, name)]),
    output === null
      ? ''
      : `**Gives** ${kind === 'stream' ? 'messages, each a ' : ''}${typeWords(read(output, 'output'), { name: nameWords, limits: false, inline: true })}`,
    refused === '' ? '' : `**Refuses** with ${refused}`,
  ]
}

/** Of an input that is a shape by itself, the shape's fields. */
function inputWords(input: z.ZodType, name: string): string {
  const schema = read(input, 'input')
  const shape = referred(schema)
  return inputTable(withComments(rowsOf(shape === null ? schema : definitionOf(schema, shape), { deep: false }), shape ?? pathOf(name)), { name: nameWords, inline: true })
}

const withComments = (rows: readonly SchemaRow[], path: string): readonly SchemaRow[] =>
  rows.map((row) => ({ ...row, schema: { ...row.schema, description: comments.get(`${path}.${row.path}`) ?? '' } }))

/** Shapes that calls take: of these, one wants to know limits and defaults. */
const takenShapes = (): ReadonlySet<string> => new Set(shapesIn(PROCEDURES.map(({ input, name }) => (input === null ? '' : inputWords(input, name))), new Set()))

/** Every shape that the blocks link to, and those that these link to, by name. */
function shapesIn(blocks: readonly string[], taken: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>()
  const look = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/\[(\w+)\]\(#shape-/g)) {
      if (!(name in NAMED) || found.has(name)) continue
      found.add(name)
      look(shapeBlocks(name, taken).join('\n'))
    }
  }
  look(blocks.join('\n'))
  return [...found].toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
}

function shapeBlocks(name: string, taken: ReadonlySet<string>): readonly string[] {
  const schema = NAMED[name]
  if (schema === undefined) return []
  const json = definitionOf(read(schema, 'output'), name)
  const members = listAt(json, 'oneOf')
  if (members.length > 0) return [`### Shape ${name}`, comments.get(name) ?? '', 'One of:', ...members.flatMap((member) => memberBlocks(member, name))]
  if (isList(json.enum)) return [`### Shape ${name}`, json.enum.map((value) => code(written(value))).join(', '), comments.get(name) ?? '']
  const base = bases.get(name)
  const io = taken.has(name) ? 'input' : 'output'
  const own = withComments(rowsOf(definitionOf(read(schema, io), name)), name).filter(({ path }) => base === undefined || !keysOf(base).includes(path.replace(/\W.*/, '')))
  return [`### Shape ${name}`, comments.get(name) ?? '', base === undefined ? '' : `All of ${shapeLink(base)}, and:`, io === 'input' ? inputTable(own, { name: nameWords, inline: true }) : fieldsTable(own)]
}

/** A schema that is named stands under its name, also when it is asked for itself. */
function definitionOf(schema: JsonObject, name: string): JsonObject {
  const definition = objectAt(schema, 'definitions')[name]
  return isObject(definition) ? definition : schema
}

const keysOf = (name: string): readonly string[] => {
  const schema = NAMED[name]
  return schema === undefined ? [] : Object.keys(objectAt(definitionOf(read(schema, 'output'), name), 'properties'))
}

function memberBlocks(member: JsonObject, name: string): readonly string[] {
  const rows = rowsOf(member)
  const tag = rows.find(({ schema }) => 'const' in schema)
  const value = written(tag?.schema.const ?? '')
  const rest = withComments(
    rows.filter((row) => row !== tag),
    `${name}#${value}`,
  )
  return [`**${code(`${tag?.path ?? ''}: ${value}`)}** ${comments.get(`${name}#${value}`) ?? ''}`.trim(), fieldsTable(rest)]
}

const fieldsTable = (rows: readonly SchemaRow[]): string =>
  outputTable(
    rows.map(({ path, schema, required }) => ({ path: required ? path : `${path}?`, schema: isErrorCodes(schema) ? { $ref: ERROR_CODE } : schema, required })),
    nameWords,
  )

const isErrorCodes = ({ enum: values }: JsonObject): boolean => isList(values) && values.length === ERROR_CODES.length
