import type { JsonObject } from '../../contract/json'
import type { KindRules } from './kind-rules'
import { LIMITS } from './limits'
import { FILE_PROPERTIES, STEP_ID, STEP_PROPERTIES } from './schema/file-schema'
import { kindSchema } from './schema/kind-schema'

/** A kind's rules, with what the reference says about it where that is at hand. */
export interface DescribedKind extends KindRules {
  readonly title?: string
  readonly summary?: string
}

/** JSON Schema (draft 7) of a whole pipeline file, for completion and hints in editors. The parser is stricter. */
export function pipelineJsonSchema(kinds: ReadonlyMap<string, DescribedKind>): JsonObject {
  const made = [...kinds].map(([kind, rules]) => ({ kind, rules, ...kindSchema(nameOf(kind), rules) }))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Signalbox pipeline',
    type: 'object',
    required: ['name', 'steps'],
    additionalProperties: false,
    properties: {
      ...FILE_PROPERTIES,
      steps: { type: 'array', minItems: 1, maxItems: LIMITS.steps, items: { $ref: '#/definitions/step' }, description: 'What the pipeline does.' },
      on_failure: {
        type: 'array',
        minItems: 1,
        maxItems: LIMITS.onFailure,
        items: { $ref: '#/definitions/step' },
        description: 'What is done once at the end of a run in which a step failed. These steps need each other only; `run.error` says what failed.',
      },
    },
    definitions: {
      step: stepSchema(made.map(({ kind, rules }) => [kind, rules])),
      ...Object.fromEntries(made.flatMap(({ kind, schema, definitions }) => [[nameOf(kind), schema] as const, ...Object.entries(definitions)])),
    },
  }
}

function stepSchema(kinds: readonly (readonly [string, DescribedKind])[]): JsonObject {
  return {
    type: 'object',
    required: ['id', 'uses'],
    additionalProperties: false,
    properties: {
      id: STEP_ID,
      uses: {
        description: 'The kind of step.',
        anyOf: kinds.map(([kind, { title, summary }]) => ({
          const: kind,
          ...(title !== undefined && { title }),
          ...(summary !== undefined && { description: summary }),
        })),
      },
      with: { type: 'object', description: 'What the kind is told; `${{ }}` may stand in for any value.' },
      ...STEP_PROPERTIES,
    },
    allOf: kinds.map(([kind]) =>
      implies({ properties: { uses: { const: kind } }, required: ['uses'] }, { properties: { with: { $ref: `#/definitions/${nameOf(kind)}` } } }),
    ),
  }
}

/** Named, not written out: an object that has a `then` would be taken for a promise if it were awaited; this one never is. */
const KEYWORD = { condition: 'if', consequence: 'then' } as const

const implies = (condition: JsonObject, consequence: JsonObject): JsonObject => ({ [KEYWORD.condition]: condition, [KEYWORD.consequence]: consequence })

const nameOf = (kind: string): string => `with_${kind}`
