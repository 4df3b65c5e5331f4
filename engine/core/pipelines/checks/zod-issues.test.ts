import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { json, type Json } from '../../../contract/json'
import { knownKeys } from './known-keys'
import { configFaults } from './zod-issues'

const told = (schema: z.ZodType, value: Json) =>
  configFaults(schema, value).map(
    ({ path, kind, must, found, sentence }) => `${path.join('.')} ${kind}: ${sentence ?? must}${found === null || kind === 'missing' ? '' : `, not ${found}`}`,
  )

describe('configFaults', () => {
  it.each<[string, z.ZodType, Json, string[]]>([
    ['text', z.string(), 1, [' wrong: be text, not a number']],
    ['a number', z.number(), 'x', [' wrong: be a number, not text']],
    ['a whole number', z.int(), true, [' wrong: be a number, not `true`']],
    ['a fraction where a whole number stands', z.int(), 1.5, [' wrong: be a whole number, not 1.5']],
    ['true or false', z.boolean(), {}, [' wrong: be true or false, not a map']],
    ['a list', z.array(z.string()), null, [' wrong: be a list, not empty']],
    ['a map', z.record(z.string(), z.string()), [], [' wrong: be a map of keys and values, not a list']],
    ['nothing', z.null(), 1, [' wrong: be empty, not a number']],
    ['what has no name here', z.date(), 1, [' wrong: be date, not a number']],
    ['one value', z.literal('a'), 'b', [' wrong: be `a`']],
    ['some values', z.enum(['a', 'b']), 'c', [' wrong: be one of `a`, `b`']],
    ['other values than text', z.literal([1, true]), 2, [' wrong: be one of `1`, `true`']],
    ['least characters', z.string().min(2), 'a', [' wrong: have at least 2 characters']],
    ['most characters', z.string().max(1), 'ab', [' wrong: have at most 1 character']],
    ['least items', z.array(z.json()).min(1), [], [' wrong: have at least 1 item']],
    ['most items', z.array(z.json()).max(2), [1, 2, 3], [' wrong: have at most 2 items']],
    ['more than', z.number().positive(), 0, [' wrong: be more than 0']],
    ['less than', z.number().lt(5), 5, [' wrong: be less than 5']],
    ['multiples', z.number().multipleOf(5), 6, [' wrong: be a multiple of 5']],
    ['URLs', z.url(), 'x', [' wrong: be a URL, such as `https://example.com`']],
    ['patterns', z.string().regex(/^a+$/), 'b', [' wrong: match pattern /^a+$/']],
    ['other formats', z.string().startsWith('a'), 'b', [' wrong: start with "a"']],
    ['formats without a pattern', z.jwt(), 'b', [' wrong: be written as jwt']],
    ['what nothing fits', z.never(), 1, [' wrong: be never, not a number']],
    ["the author's own words", z.string().refine(() => false, 'Say it better.'), 'x', [' wrong: Say it better.']],
    ['rules without words', z.string().refine(() => false), 'x', [' wrong: be something else']],
    ['keys of a record', z.record(z.string().regex(/^[a-z]+$/), z.string()), { A: 'x' }, ['A wrong_key: match pattern /^[a-z]+$/']],
    ['missing keys', z.object({ a: z.object({ b: z.string() }) }), { a: {} }, ['a.b missing: be text']],
    ['unknown keys', z.strictObject({ a: z.string().optional() }), { x: 1, y: 2 }, [' unknown_key: x', ' unknown_key: y']],
  ])('tells of %s', (_what, schema, value, faults) => {
    expect(told(schema, value)).toEqual(faults)
  })

  const either = z.union([z.string(), z.strictObject({ deep: z.number(), other: z.string() }), z.strictObject({ deep: z.number() })])

  it.each<[Json, string[]]>([
    [5, [' wrong: be text or a map of keys and values, not a number']],
    [{ deep: 'x' }, ['deep wrong: be a number, not text']],
    [{ deep: 1, more: 2 }, [' unknown_key: more']],
    ['${{ 1 }}', []],
    [{ deep: '${{ 1 }}' }, []],
    [{ deep: '${{ 1 }}', more: 2 }, [' unknown_key: more']],
  ])('tells the alternative that %j comes nearest to', (value, faults) => {
    expect(told(either, value)).toEqual(faults)
  })

  it('tells a missing alternative, and one that must match alone', () => {
    expect(told(z.object({ a: either }), {})).toEqual(['a missing: be something else'])
    expect(told(z.xor([z.string(), z.string().min(1)]), 'x')).toEqual([' wrong: be something else'])
    const texts = z.union([z.literal('a'), z.literal('b')])
    expect(configFaults(texts, 'c')).toMatchObject([{ must: 'be `a` or `b`', options: ['a', 'b'] }])
  })

  it('leaves expressions, what is under them and rules over them to the run', () => {
    const rule = z.object({ a: z.array(z.number()), b: z.string() }).refine(() => false, 'Never right.')
    expect(told(rule, { a: [1], b: 'x' })).toEqual([' wrong: Never right.'])
    expect(told(rule, { a: [1], b: 'x ${{ 1 }}' })).toEqual([])
    expect(told(rule, { a: ['${{ 1 }}', 'y'], b: 'x' })).toEqual(['a.1 wrong: be a number, not text'])
  })

  it('takes nothing from a prototype', () => {
    expect(told(z.object({ constructor: z.string() }), {})).toEqual(['constructor missing: be text'])
  })
})

describe('knownKeys', () => {
  type Tree = { readonly name: string; readonly children: readonly Tree[] }
  const tree: z.ZodType<Tree> = z.strictObject({
    name: z.string(),
    get children() {
      return z.array(tree)
    },
  })
  const schema = z.strictObject({
    plain: z.string(),
    tree: tree.optional(),
    pick: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('a'), x: z.string() }), z.strictObject({ kind: z.literal('b'), y: z.string() })]),
    byName: z.record(z.string(), z.strictObject({ inside: z.string() })),
    any: json,
  })

  it.each([
    [[], ['plain', 'tree', 'pick', 'byName', 'any']],
    [['pick'], ['kind', 'y', 'x']],
    [['byName', 'whatever'], ['inside']],
    [
      ['tree', 'children', 0, 'children', 5],
      ['name', 'children'],
    ],
    [['plain'], []],
    [['plain', 'deeper', 0], []],
    [['any', 'x', 0], []],
  ])('at %j are %j', (path, keys) => {
    expect(knownKeys(schema, path)).toEqual(keys)
  })

  it('follow a schema that refers to itself', () => {
    expect(knownKeys(tree, ['children', 0, 'children', 1])).toEqual(['name', 'children'])
  })
})
