import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../contract/json'
import { re2Pattern } from '../patterns/re2-pattern'
import { compileSchema } from './compile-schema'
import { schemaCheck } from './schema-check'

const named = (count: number, each: Json): JsonObject => Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, each]))
const check = (schema: Parameters<typeof schemaCheck>[0]) => schemaCheck(schema, re2Pattern)

describe('a check of a JSON Schema', () => {
  it('holds what is referred to once, however often it is', () => {
    const schema = { $defs: { d: { properties: named(600, false) } }, allOf: Array.from({ length: 380 }, () => ({ $ref: '#/$defs/d' })) }
    expect(JSON.stringify(schema).length).toBeLessThan(16 * 1024)
    expect(check(schema)({ b: 1 }).total).toBe(0)
    expect(check(schema)({ a599: 1 }).findings[0]).toEqual({ path: '/a599', message: 'boolean schema is false' })
  })

  it('counts in decimals, and asks for fields of the value itself', () => {
    const money = check({ multipleOf: 0.01 })
    expect([19.99, 0.3, 19.995].map((value) => money(value).total)).toEqual([0, 0, 1])
    expect(check({ required: ['toString'] })({}).total).toBe(1)
  })

  it('names each field that another one asks for', () => {
    const asks = check({ dependentRequired: { a: ['b', 'c'], toString: ['d'] } })
    expect(asks({ a: 1, b: 2 })).toEqual({ total: 1, findings: [{ path: '', message: 'must have property c when property a is present' }] })
    expect([asks({ a: 1, b: 2, c: 3 }), asks({ c: 1 }), asks([])].map(({ total }) => total)).toEqual([0, 0, 0])
    const of07 = check({ $schema: 'http://json-schema.org/draft-07/schema#', dependencies: { a: ['b'] } })
    expect(of07({ a: 1 }).findings).toEqual([{ path: '', message: 'must have property b when property a is present' }])
  })

  it('can be made where every field asks for all others', () => {
    const names = Object.keys(named(1500, true))
    const asks = check({ dependentRequired: Object.fromEntries(names.slice(0, 40).map((name) => [name, names])) })
    expect(asks({ a0: 1 })).toMatchObject({ total: 1499, findings: { length: 20 } })
  })

  it('knows what was looked at where a schema asks for it, and only there', () => {
    const strict = check({ allOf: [{ properties: { a: true } }], unevaluatedProperties: false })
    expect([strict({ a: 1 }).total, strict({ b: 1 }).findings]).toEqual([0, [{ path: '', message: 'must NOT have unevaluated properties: "b"' }]])
    expect(check({ allOf: [{ properties: { a: true } }] })({ b: 1 }).total).toBe(0)
  })

  it.each([
    [{ type: 'nonsense' }, 'schema is invalid: data/type must be equal to one of the allowed values'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'nonsense' }, 'schema is invalid'],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'nonsense' }, 'schema is invalid'],
    [{ $schema: 'https://json-schema.org/draft/2020-12/meta/validation', type: 'nonsense' }, 'schema is invalid'],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'no schema with key or ref'],
    [{ $ref: '#/$defs/none' }, "can't resolve reference #/$defs/none"],
  ])('of %j is not made', (schema, because) => {
    expect(() => check(schema)).toThrow(because)
  })

  it('says what its patterns come to', () => {
    const once = check({ pattern: 'a{100}' }).patternParts
    expect(once).toBeGreaterThan(100)
    expect(check({ properties: { a: { pattern: 'a{100}' }, b: { pattern: 'a{100}' } } }).patternParts).toBe(2 * once)
    expect(check({ type: 'string' }).patternParts).toBe(0)
  })
})

describe('a schema from outside', () => {
  it('is made into a check once, while it is asked for', () => {
    const schema = { type: 'object', properties: named(3, { type: 'string' }) }
    expect(compileSchema({ ...schema })).toBe(compileSchema(schema))
    const first = compileSchema({ minimum: 0.5 })
    for (let count = 0; count < 40; count++) {
      compileSchema({ minimum: count })
      compileSchema(schema)
    }
    expect(compileSchema({ minimum: 0.5 })).not.toBe(first)
    expect(compileSchema(schema)({ a0: 1 }).total).toBe(1)
  })

  it.each<[string, JsonObject, string]>([
    ['one pattern that is too large', { pattern: '(?:a?){999}'.repeat(83) }, 'Repeat less in it'],
    ['patterns that are too large together', { allOf: Array.from({ length: 30 }, (_, index) => ({ pattern: `(?:a?){900}${index}` })) }, 'too many or too large together'],
    ['too many patterns', { patternProperties: named(600, false) }, 'too many or too large together'],
    ['a pattern that RE2 does not take', { pattern: '(?=a)' }, 'Patterns are RE2'],
    ['too many characters', { description: 'x'.repeat(70_000) }, 'it has 70018 characters; 65536 is the most'],
    ['a chain of references without end', { properties: Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`a${index}`, { $ref: `#/properties/a${(index + 1) % 1500}` }])) }, 'refers to itself too often'],
  ])('is refused with %s', (_, schema, because) => {
    expect(() => compileSchema(schema)).toThrow(expect.objectContaining({ code: 'step_config_invalid', message: expect.stringContaining(because) }))
  })
})
