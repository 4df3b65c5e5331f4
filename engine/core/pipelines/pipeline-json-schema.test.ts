import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { json } from '../../contract/json'
import { DEFAULTS, FILE } from './file/read-file'
import { STEP } from './file/read-step'
import { type DescribedKind, pipelineJsonSchema } from './pipeline-json-schema'

type Tree = { readonly value: string; readonly children: readonly Tree[] }
const tree: z.ZodType<Tree> = z.strictObject({
  value: z.string(),
  get children() {
    return z.array(tree)
  },
})

const defaults = { timeoutMs: 1000, queue: 'default', onLost: 'retry' } as const
const note = z.strictObject({
  text: z.string().describe('What to write.'),
  times: z.int().min(1).max(9).optional().describe('How often.'),
  body: json.optional(),
})
const kinds = new Map<string, DescribedKind>([
  ['note', { title: 'Write a note', summary: 'Writes it down.', config: note, defaults }],
  ['tree', { config: tree, defaults }],
])

const schema = pipelineJsonSchema(kinds)
const expression = { type: 'string', pattern: '\\$\\{\\{' }

describe('pipelineJsonSchema', () => {
  it('knows the same keys as the parser, each with a description', () => {
    const at = (path: readonly string[]) => path.reduce<unknown>((node, key) => z.record(z.string(), z.unknown()).parse(node)[key], schema)
    const described = z.record(z.string(), z.looseObject({ description: z.string().min(5) }))
    const keysAt = (...path: string[]) => Object.keys(described.parse(at(path))).sort()
    expect(keysAt('properties')).toEqual([...FILE.keys].sort())
    expect(keysAt('properties', 'defaults', 'properties')).toEqual([...DEFAULTS.keys].sort())
    expect(keysAt('definitions', 'step', 'properties')).toEqual([...STEP.keys].sort())
  })

  it('says what each kind does, and binds `with` to it', () => {
    expect(schema).toMatchObject({
      definitions: {
        step: {
          properties: { uses: { anyOf: [{ const: 'note', title: 'Write a note', description: 'Writes it down.' }, { const: 'tree' }] } },
          allOf: [
            { if: { properties: { uses: { const: 'note' } }, required: ['uses'] }, then: { properties: { with: { $ref: '#/definitions/with_note' } } } },
            { if: { properties: { uses: { const: 'tree' } }, required: ['uses'] }, then: { properties: { with: { $ref: '#/definitions/with_tree' } } } },
          ],
        },
      },
    })
  })

  it('lets an expression stand for any value but plain text, which may hold one anyway', () => {
    expect(schema).toMatchObject({
      definitions: {
        with_note: {
          type: 'object',
          required: ['text'],
          properties: {
            text: { type: 'string', description: 'What to write.' },
            times: { description: 'How often.', anyOf: [{ type: 'integer', minimum: 1, maximum: 9 }, expression] },
            body: {},
          },
        },
        with_tree: {
          properties: { children: { anyOf: [{ type: 'array', items: { anyOf: [{ $ref: '#/definitions/with_tree' }, expression] } }, expression] } },
        },
      },
    })
  })
})
