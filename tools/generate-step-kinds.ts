import * as z from 'zod'
import { json, jsonObject, type JsonObject } from '../engine/contract/json'
import { formatDuration } from '../engine/core/shared/duration'
import type { StepKind } from '../engine/ports/step-kind'
import { listAt, objectAt, schemaReader, textAt } from './reference/json-schema'
import { code, fence, GENERATED_NOTE, page } from './reference/markdown'
import { inputTable, outputTable, rowsOf } from './reference/schema-rows'
import { typeWords, written } from './reference/schema-words'
import { withStepKinds } from './reference/step-kinds'

const read = schemaReader({ json, jsonObject })

const nameWords = (name: string): string => (name === 'json' ? 'any value' : name === 'jsonObject' ? 'map' : '')

const ABOUT = `A step says what it does by \`uses\`, and how by \`with\`. \`\${{ }}\` may stand in for any value of \`with\`, unless the kind says otherwise; the
values are checked again, filled in, before each attempt. How steps hang together is in [the pipeline file](pipeline-file.md).

An output is JSON of 64 MiB at most; \`steps.<id>.output\` reads it in [expressions](expressions.md). Paths in outputs are absolute.`

export const stepKindsText = (): Promise<string> =>
  withStepKinds((kinds) => {
    const list = [...kinds.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
    const contents = list.map(({ kind, title }) => `- [\`${kind}\`](#${kind}): ${title.charAt(0).toLowerCase()}${title.slice(1)}`).join('\n')
    return page([GENERATED_NOTE, '# Step kinds', ABOUT, contents, ...list.flatMap(kindBlocks)])
  })

function kindBlocks(kind: StepKind): readonly string[] {
  return [`## ${kind.kind}`, kind.summary, fence('yaml', kind.example), ...configBlocks(kind), ...outputBlocks(kind), defaultsLine(kind)]
}

/** One table, or one for each action of a kind that has several. */
function configBlocks({ config, noExpressions = [] }: StepKind): readonly string[] {
  const schema = read(config, 'input')
  const alternatives = alternativesOf(schema)
  const closed = noExpressions.length === 0 ? '' : `No \`\${{ }}\` in: ${noExpressions.map((path) => code(path.replace(/\.(\d+)$/, '[$1]'))).join(', ')}.`
  if (alternatives.length === 0) return ['### with', inputTable(rowsOf(schema), { name: nameWords, inline: false }), rulesOf(config), closed]
  const parts = optionsOf(config)
  return ['### with', ...alternatives.flatMap((each, index) => [actionHead(each), inputTable(rowsOf(each), { name: nameWords, inline: false }), rulesOf(parts[index])]), closed]
}

/** The value that tells the alternatives apart. */
function actionHead(schema: JsonObject): string {
  const [key = '', value] = Object.entries(objectAt(schema, 'properties')).find(([name]) => 'const' in objectAt(schema, 'properties', name)) ?? []
  return value === undefined ? '' : `**${code(`${key}: ${written(objectAt(schema, 'properties', key).const)}`)}**`
}

function outputBlocks({ output }: StepKind): readonly string[] {
  const schema = read(output, 'output')
  const alternatives = alternativesOf(schema)
  if (alternatives.length > 0)
    return ['### Output', ...alternatives.flatMap((each) => [`**${textAt(each, 'description')}**`, outputTable(rowsOf(each), nameWords)])]
  const rows = rowsOf(schema)
  return [
    '### Output',
    rows.length > 0 ? outputTable(rows, nameWords) : `${typeWords(schema, { name: nameWords, limits: false, inline: true })}: ${textAt(schema, 'description')}`,
  ]
}

const alternativesOf = (schema: JsonObject): readonly JsonObject[] => ('$ref' in schema ? [] : [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')])

const optionsOf = (schema: z.ZodType): readonly unknown[] => ('options' in schema && Array.isArray(schema.options) ? schema.options : [])

/** What the kind's author says about the map as a whole, which JSON Schema cannot: the sentences that an empty map is told. */
function rulesOf(schema: unknown): string {
  const checks = isChecked(schema) ? schema.def.checks : []
  return checks
    .flatMap(
      (check) =>
        z
          .unknown()
          .check(check)
          .safeParse({})
          .error?.issues.map(({ message }) => message) ?? [],
    )
    .join(' ')
}

interface Checked {
  readonly def: { readonly checks: readonly z.core.$ZodCheck<unknown>[] }
}

const isChecked = (schema: unknown): schema is Checked => schema instanceof z.ZodType && 'checks' in schema.def && Array.isArray(schema.def.checks)

const defaultsLine = ({ defaults }: StepKind): string =>
  `Unless the file says otherwise: \`timeout: ${formatDuration(defaults.timeoutMs)}\`, \`queue: ${defaults.queue}\`, \`on_lost: ${defaults.onLost}\`.`
