import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { kindSchema } from './kind-schema'

const schemaOf = (config: z.ZodType) => kindSchema('with_note', { config, defaults: { timeoutMs: 1000, queue: 'default', onLost: 'retry' } })
const propertiesOf = (shape: z.ZodRawShape) => schemaOf(z.strictObject(shape)).schema.properties

const expression = { type: 'string', pattern: '\\$\\{\\{' }
const orExpression = (...schemas: readonly object[]) => ({ anyOf: [...schemas, expression] })

type Tree = { readonly value: number; readonly children: readonly Tree[] }
const tree: z.ZodType<Tree> = z.strictObject({
  value: z.number(),
  get children() {
    return z.array(tree)
  },
})

describe('the schema of a kind', () => {
  it('lets an expression stand for a value, and for each of its parts', () => {
    expect(propertiesOf({ flags: z.array(z.boolean()), pair: z.tuple([z.string(), z.number()]), byName: z.record(z.string(), z.number()) })).toMatchObject({
      flags: orExpression({ type: 'array', items: orExpression({ type: 'boolean' }) }),
      pair: orExpression({ type: 'array', items: [{ type: 'string' }, orExpression({ type: 'number' })] }),
      byName: orExpression({ type: 'object', additionalProperties: orExpression({ type: 'number' }) }),
    })
  })

  it('leaves alone what takes any text, or anything at all', () => {
    expect(propertiesOf({ text: z.string().describe('What to write.'), any: z.unknown() })).toEqual({
      text: { type: 'string', description: 'What to write.' },
      any: {},
    })
  })

  it('lets one stand inside each alternative, and for whichever it is, but not for all of `with`', () => {
    const { schema } = schemaOf(
      z.union([z.strictObject({ size: z.number() }), z.strictObject({ to: z.union([z.literal(1), z.strictObject({ n: z.number() })]) })]),
    )
    expect(schema).toMatchObject({
      anyOf: [
        { additionalProperties: false, properties: { size: orExpression({ type: 'number' }) } },
        { properties: { to: orExpression({ anyOf: [{ const: 1 }, { properties: { n: orExpression({ type: 'number' }) } }] }) } },
      ],
    })
  })

  it('keeps what it refers to under names of its own, open to expressions too', () => {
    const { schema, definitions } = schemaOf(z.strictObject({ root: tree }))
    const part = { $ref: '#/definitions/with_note___schema0' }
    expect(schema.properties).toEqual({ root: orExpression(part) })
    expect(definitions).toEqual({
      with_note___schema0: {
        type: 'object',
        required: ['value', 'children'],
        additionalProperties: false,
        properties: { value: orExpression({ type: 'number' }), children: orExpression({ type: 'array', items: orExpression(part) }) },
      },
    })
  })

  it('may refer to itself as a whole', () => {
    expect(schemaOf(tree)).toMatchObject({
      schema: { properties: { children: orExpression({ items: orExpression({ $ref: '#/definitions/with_note' }) }) } },
      definitions: {},
    })
  })
})
