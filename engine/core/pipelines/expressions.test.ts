import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import { anyCharacter } from '../../testing/any-character'
import * as inScope from '../../testing/said-by-expressions'
import { compileExpression, evaluate, EXPRESSION_REFERENCE, referencedNames, referencedSecrets, referencedSteps, render, type Scope } from './expressions'

const scope: Scope = {
  inputs: { n: 2, half: 0.5, name: 'Ada', tags: ['a', 'b'], nothing: null, deep: { list: [{ x: 1 }, { x: 2 }] }, text: 'x'.repeat(1000) },
  steps: {
    fetch: { output: { title: 'Plan', items: [3, 1, 2], ok: true }, status: 'succeeded', error: null },
    broken: { output: null, status: 'failed', error: { code: 'timeout', message: 'Too slow.', details: { ms: 5 } } },
    bare: { output: 1, status: 'failed', error: { code: 'timeout', message: 'Too slow.' }, errors: [null] },
  },
  run: { id: 'r1', externalId: 'SBX-1', folder: '/runs/r1', startedAt: 1000 },
  pipeline: { name: 'plan', version: 3, folder: '/plans' },
}

const valueOf = (source: string, within: Scope = scope): Json => inScope.valueOf(source, within)
const failureOf = (source: string): string => inScope.failureOf(source, scope)

const problemOf = (source: string) => {
  const compiled = compileExpression(source)
  return 'error' in compiled ? compiled : null
}

describe('values of expressions', () => {
  it.each<[string, Json]>([
    ['1 + 2', 3],
    ['5 / 2', 2.5],
    ['7 % 4', 3],
    ['inputs.n + 1', 3],
    ['1 + inputs.half', 1.5],
    ['inputs.n * inputs.half - 1', 0],
    ['-inputs.n', -2],
    ['"n=" + inputs.n', 'n=2'],
    ['inputs.n + " items"', '2 items'],
    ['"list " + inputs.tags + " map " + {"a": null}', 'list ["a","b"] map {"a":null}'],
    ['[1, "two"] + [true]', [1, 'two', true]],
    ['inputs.n > 1 && inputs.n <= 2', true],
    ['"b" > "a" && "a" >= "a" && "a" < "b"', true],
    ['inputs.n >= 3 || !false', true],
    ['inputs.nothing == null', true],
    ['[1, {"a": [2]}] == [1.0, {"a": [2]}]', true],
    ['{"a": 1} == {"b": 1}', false],
    ['{"a": 1} == {"a": 1, "b": 1}', false],
    ['{"a": [1, {}]} == {"a": [1, {}]}', true],
    ['{"a": [1, {}]} == {"a": [1, []]}', false],
    ['[1, 2] == [1]', false],
    ['1 == "1"', false],
    ['1 != 2', true],
    ['"a" in inputs.tags', true],
    ['"name" in inputs', true],
    ['"da" in "Ada"', true],
    ['3 in [1, 2]', false],
    ['inputs.n > 1 ? "many" : "few"', 'many'],
    ['inputs.n > 2 ? "many" : "few"', 'few'],
    ['inputs["name"]', 'Ada'],
    ['inputs.tags[inputs.n - 1]', 'b'],
    ['inputs.deep.list.map(i, i.x)', [1, 2]],
    ['inputs.deep.list.map(i, i.x > 1, i.x)', [2]],
    ['inputs.deep.map(key, key)', ['list']],
    ['[[1, 2], [3]].map(row, row.map(x, x * size(row)))', [[2, 4], [3]]],
    ['["a"].map(inputs, inputs)', ['a']],
    ['has(inputs.gone) || has(inputs.gone.further)', false],
    ['has(steps.fetch.output.title)', true],
    ['default(inputs.gone.further, 7)', 7],
    ['default(inputs.nothing, "none")', 'none'],
    ['default(inputs.tags[9], "none")', 'none'],
    ['inputs.n.default(0)', 2],
    ['inputs.gone.x || true', true],
    ['false && inputs.gone.x', false],
    ['inputs.gone && false', false],
    ['steps.fetch.output.items.size()', 3],
    ['steps.broken.error.message', 'Too slow.'],
    ['steps.broken.error.details.ms', 5],
    ['steps["fetch"].status', 'succeeded'],
    ['steps.bare.errors', [null]],
    ['run.externalId + " " + run.startedAt', 'SBX-1 1000'],
    ['pipeline.name + " v" + pipeline.version', 'plan v3'],
    ['size("a😀")', 2],
    ['"x".join.size == 1 || true', true],
    ['join(["a", "b"])', 'ab'],
    ['"abcdef".substring(4)', 'ef'],
    ['[1, 2, 3].slice(1)', [2, 3]],
    ['size({"a": 1, "b": 2})', 2],
    ['first([])', null],
    ['last([])', null],
    ['min([])', null],
    ['sum([])', 0],
    ['string(null) + string([1])', 'null[1]'],
    ['int(-2.9)', -2],
    ['bool("false")', false],
    ['bool(true)', true],
    ['sort(["b", "a", "a"])', ['a', 'a', 'b']],
    ['type(null) + type(true) + type(1) + type("") + type([]) + type({})', 'nullboolnumberstringlistmap'],
    ['parseJson("{\\"__proto__\\": 1}")["__proto__"]', 1],
    ['{"__proto__": 1}["__proto__"]', 1],
    ['1 // a remark', 1],
  ])('%s', (source, value) => {
    expect(valueOf(source)).toEqual(value)
  })

  it('know the item and its place in a mapped step only', () => {
    expect(valueOf('item.title + index', { ...scope, item: { title: 'T' }, index: 4 })).toBe('T4')
    expect(failureOf('item')).toBe('The expression `item` has no value: there is no `item` here.')
  })

  it.each(EXPRESSION_REFERENCE.map((doc) => [doc.example, doc] as const))('%s, as the reference says', (example, doc) => {
    expect(JSON.stringify(valueOf(example))).toBe(doc.result)
    expect(doc.signature).toContain(doc.name)
    expect(doc.summary).toMatch(/\.$/)
  })
})

describe('the size of a text', () => {
  it.each([
    ['', 0],
    ['Ada', 3],
    ['é中', 2],
    ['a😀b', 3],
    ['\ud83d', 1],
    ['\ud83da\ude00', 3],
    ['\ude00\ud83d', 2],
  ])('is counted in characters: %j', (text, characters) => {
    expect(valueOf('size(inputs.text)', { ...scope, inputs: { text } })).toBe(characters)
  })
})

describe('failures of expressions', () => {
  it.each([
    ['inputs.nmae', 'there is no `nmae`. Did you mean `name`?'],
    ['steps.gone.output', 'there is no `gone`.'],
    ['inputs.name.first', 'a string has no `first`.'],
    ['inputs.nothing.first', 'null has no `first`.'],
    ['inputs.n[inputs.tags]', 'a number has no `a list`.'],
    ['inputs.n[7]', 'a number has no `7`.'],
    ['inputs[inputs.text]', `there is no \`${'x'.repeat(200)}\`.`],
    ['inputs.constructor', 'there is no `constructor`.'],
    ['inputs.__proto__', 'there is no `__proto__`.'],
    ['inputs.tags.length', 'the place in a list is a whole number, not a string.'],
    ['inputs.tags[0.5]', 'the place in a list is a whole number, not 0.5.'],
    ['inputs.tags[2]', 'there is no item 2 in a list of 2 (the first is 0).'],
    ['inputs.tags[-1]', 'there is no item -1 in a list of 2 (the first is 0).'],
    ['inputs[1]', 'the key of a map is text, not a number.'],
    ['{1: 2}', 'the key of a map is text, not a number.'],
    ['1 / 0', 'it divides by zero.'],
    ['1 % 0', 'it divides by zero.'],
    ['1e308 * 10', 'the result is not a finite number.'],
    ['-1e308 - 1e308', 'the result is not a finite number.'],
    ['1e308 + 1e308', 'the result is not a finite number.'],
    ['sum([1e308, 1e308])', 'the result is not a finite number.'],
    ['double("Infinity")', 'the result is not a finite number.'],
    ['true + 1', '`+` does not work between a bool and a number.'],
    ['"a" - 1', '`-` does not work between a string and a number.'],
    ['"a" < 1', '`<` does not work between a string and a number.'],
    ['1 in 2', '`in` does not work between a number and a number.'],
    ['-"a"', '`-` wants a number, not a string.'],
    ['!1', '`!` wants true or false, not a number.'],
    ['1 ? 2 : 3', '`?` wants true or false, not a number.'],
    ['inputs.n && true', '`&&` wants true or false, not a number.'],
    ['inputs.gone || false', 'there is no `gone`.'],
    ['[1].filter(x, x)', '`filter` wants true or false, not a number.'],
    ['inputs.n.map(x, x)', '`map` goes over a list or the keys of a map, not over a number.'],
    ['has(inputs.tags["x"])', 'the place in a list is a whole number, not a string.'],
    ['size(1)', '`size` wants a string, a list or a map, not a number.'],
    ['"a".contains(1)', '`contains` wants a string as argument 2, not a number.'],
    ['first(1)', '`first` wants a list as its argument, not a number.'],
    ['keys(1)', '`keys` wants a map as its argument, not a number.'],
    ['round("1")', '`round` wants a number as its argument, not a string.'],
    ['min([1, "2"])', '`min` wants a list of numbers as its argument, not a string.'],
    ['sort([1, "2"])', '`sort` cannot put a string and a number in order.'],
    ['range(-1)', '`range` counts in whole numbers from 0, not -1.'],
    ['"abc".substring(0.5)', '`substring` counts in whole numbers from 0, not 0.5.'],
    ['int("4 apples")', '`int` cannot read a number from "4 apples".'],
    ['int(" ")', '`int` cannot read a number from " ".'],
    ['double([])', '`double` cannot read a number from a list.'],
    ['bool("yes")', '`bool` wants true, false or one of them as text.'],
    ['parseJson("{")', '`parseJson` cannot read "{" as JSON.'],
    ['parseJson("[1e999]")', 'the result is not a finite number.'],
    ['parseJson(inputs.text)', `\`parseJson\` cannot read "${'x'.repeat(39)}…" as JSON.`],
    ['matchesRe2("a", "(")', '`matchesRe2` cannot read the pattern `(`: error parsing regexp: missing closing ): `(`.'],
    ['matchesRe2("a", "a{99999999}")', '`matchesRe2` cannot read the pattern `a{99999999}`: error parsing regexp: invalid repeat count: `{99999999}`.'],
    ['matchesRe2("a", inputs.text + "x")', '`matchesRe2` takes patterns of at most 1000 characters.'],
  ])('%s', (source, cause) => {
    expect(failureOf(source)).toBe(`The expression \`${source}\` has no value: ${cause}`)
  })

  it('name a long expression by its beginning', () => {
    expect(failureOf(`inputs.gone + "${'y'.repeat(300)}"`)).toMatch(/^The expression `.{200}…` has no value: there is no `gone`\.$/)
  })
})

/** Those that are far away are gone up to in expression-bounds.test.ts. */
describe('bounds of expressions', () => {
  it.each([
    ['range(100001)', 'it makes a list of more than 100000 items.'],
    ['range(60000) + range(60000)', 'it makes a list of more than 100000 items.'],
    ['["x"].map(a, range(99).map(b, "0123456789"))' + '.map(a, a + a)'.repeat(40), 'it makes a list of more than 100000 items.'],
    ['[["x"]]' + '.map(a, [a, a])'.repeat(40), 'its result grows too large (more than 16 million characters).'],
    ['["x"]' + '.map(a, a + a)'.repeat(40), 'its result grows too large (more than 16 million characters).'],
    ['[json(range(99999))].map(a, a.replace(",", json(range(99999))))', 'its result grows too large (more than 16 million characters).'],
    ['[join(range(99999))].map(a, a.split(""))', 'it makes a list of more than 100000 items.'],
    ['[join(range(99999))].map(t, join(range(99999).map(i, t)))', 'its result grows too large (more than 16 million characters).'],
    ['range(9).map(i, matchesRe2(join(range(99999)), "x"))', 'it takes too many evaluation steps (more than 3 million).'],
    ['range(900).map(i, matchesRe2("", "' + 'a{1000}'.repeat(120) + '" + i))', 'it takes too many evaluation steps (more than 3 million).'],
    ['matchesRe2("", "' + '[\\\\pL]{1000}'.repeat(9) + '")', 'it takes too many evaluation steps (more than 3 million).'],
    ['matchesRe2("", "' + '[\\\\pL]{1000}'.repeat(9) + '") || true', 'it takes too many evaluation steps (more than 3 million).'],
    ['range(900).all(i, !matchesRe2("", "(" + i) || true)', 'gave true'],
  ])('%s', (source, cause) => {
    expect(failureOf(source)).toContain(cause)
  })

  it.each<[string, Json]>([
    ['[range(100)].map(list, json(list) == json(list))', [true]],
    ['[range(100)].map(list, sort(list) == sort(list))', [true]],
    ['default(size(inputs.gone), 1)', 1],
    ['upperAscii("éa")', 'éA'],
    ['size(parseJson("{" + join(range(1001).map(n, json(string(n)) + ":0"), ",") + "}"))', 1001],
  ])('leave what counts by its size as it is: %s', (source, value) => {
    expect(valueOf(source)).toEqual(value)
  })

  it('pass on a large value without measuring it, but do not copy it endlessly', () => {
    const output = Array.from({ length: 200_000 }, (_, index) => index)
    const large = { ...scope, steps: { big: { output, status: 'succeeded', error: null } } }
    expect(valueOf('steps.big.output', large)).toBe(output)
    expect(() => valueOf('steps.big.output.map(x, x)', large)).toThrow('100000 items')
    expect(() => valueOf('steps.big.output.filter(x, true)', large)).toThrow('100000 items')
    const long = { ...scope, inputs: { long: 'x'.repeat(9_000_000) } }
    expect(() => valueOf('[inputs.long, inputs.long]', long)).toThrow('16 million')
    expect(() => render('${{ inputs.long }} ${{ inputs.long }}', long)).toThrow('16 million')
  })

  it('are those of all that is rendered in one go', () => {
    const dear = `\${{ matchesRe2("", "${'[\\\\pL]{1000}'.repeat(9)}") }}`
    expect(() => render(['${{ inputs.n }}', dear], scope)).toThrow('has no value: with those before it, it takes too many evaluation steps (more than 3 million).')
  })

  it('refuse to write out what is nested too deeply', () => {
    let deep: Json = 1
    for (let level = 0; level < 20_000; level++) deep = [deep]
    const within = { ...scope, inputs: { deep } }
    expect(() => valueOf('string(inputs.deep)', within)).toThrow('nested more than 500 levels')
    expect(valueOf('inputs.deep == inputs.deep', within)).toBe(true)
  })
})

describe('problems of expressions', () => {
  it.each<[string, string, number, string | null]>([
    ['', 'The expression is empty.', 0, null],
    ['x'.repeat(5000), 'An expression has at most 4096 characters; this one has 5000.', 0, null],
    ['1 +', 'The expression does not go on with the end.', 3, null],
    ['(1', 'The expression wants `)` where the end stands.', 2, null],
    ['[1', 'The expression wants `]` where the end stands.', 2, null],
    ['1 == 1 ? 2', 'The expression wants `:` where the end stands.', 10, null],
    ['run.1', 'The expression wants a name where `1` stands.', 4, null],
    ['{"a" 1}', 'The expression wants `:` where `1` stands.', 5, null],
    ['"abc', 'A text in the expression has no closing quote.', 0, null],
    ['"""abc', 'A text in the expression has no closing quote.', 0, null],
    ['inputs.a $ 1', 'The expression does not go on with `$`.', 9, null],
    ['inputs.a = 1', '`=` is not an operator here. Did you mean `==`?', 9, '=='],
    ['inputs.a and inputs.b', '`and` is not an operator here. Did you mean `&&`?', 9, '&&'],
    ['while', '`while` is a reserved word and cannot be a name.', 0, null],
    ['[1].map(1, 2)', 'The first argument here is the name for each item, such as `x` in `list.map(x, x.title)`.', 8, null],
    ['"\\q"', 'Invalid escape sequence: \\q.', 1, null],
    ['('.repeat(100), 'The expression is too long or nested too deeply.', 64, null],
    ['1+'.repeat(1500) + '1', 'The expression is too long or nested too deeply.', 0, null],
    ['inptus.a', '`inptus` is not a known name. Did you mean `inputs`?', 0, 'inputs'],
    ['globals.key', '`globals` is not a known name. Known are `inputs`, `steps`, `item`, `index`, `run`, `pipeline`, `secrets`.', 0, null],
    ['steps', '`steps` is followed by a step: `steps.fetch.output`.', 0, null],
    ['steps[inputs.name]', '`steps` is followed by a step: `steps.fetch.output`.', 0, null],
    ['steps.fetch.ouput', '`ouput` is not a known field of a step. Did you mean `output`?', 12, 'output'],
    ['steps["fetch"]["zzz"]', '`zzz` is not a known field of a step. Known are `output`, `status`, `error`, `errors`.', 15, null],
    ['run.folders', '`folders` is not a known field of `run`. Did you mean `folder`?', 4, 'folder'],
    ['pipeline.zzzzzzzz', '`zzzzzzzz` is not a known field of `pipeline`. Known are `name`, `version`, `folder`.', 9, null],
    ['sise([1])', '`sise` is not a known function. Did you mean `size`?', 0, 'size'],
    ['[1].mapp(1)', '`mapp` is not a known function. Did you mean `map`?', 4, 'map'],
    ['wxyzwxyz(1)', '`wxyzwxyz` is not a known function.', 0, null],
    ['inputs.a.matches("x+")', '`matches` is not available, because some patterns would never end; use `matchesRe2`.', 9, 'matchesRe2'],
    ['size()', '`size` is used as `size(value)`.', 0, null],
    ['[1].map(x)', '`map` is used as `list.map(x, value)`.', 0, null],
    ['map([1], 1, 2)', '`map` is used as `list.map(x, value)`.', 0, null],
    ['has(inputs)', '`has` is used as `has(place)`.', 0, null],
    ['[1].map(x, y)', '`y` is not a known name. Did you mean `x`?', 11, 'x'],
    ['b"bytes"', 'Only text, numbers, true, false and null can be written here: no bytes, no unsigned numbers.', 0, null],
    ['1 + 5u', 'Only text, numbers, true, false and null can be written here: no bytes, no unsigned numbers.', 4, null],
    ['9007199254740993', 'The number 9007199254740993 is too large to be exact.', 0, null],
  ])('%.60s', (source, error, offset, replacement) => {
    expect(problemOf(source)).toMatchObject({ error, offset, replacement })
  })

  it('point at the whole word', () => {
    expect(problemOf('1 + inptus.a')).toMatchObject({ offset: 4, end: 10 })
    expect(problemOf('inputs.a.matches ("x+")')).toMatchObject({ offset: 9, end: 16 })
  })

  it('are values for any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (source) => typeof compileExpression(source) === 'object'))
    const pieces = fc.constantFrom(
      'inputs',
      '.',
      'n',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '\\',
      '+',
      '&&',
      '?',
      ':',
      ',',
      'map',
      'x',
      '1',
      'in',
      ' ',
      'r"',
      '-',
      '!',
      'has',
      'steps',
    )
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (words) => typeof compileExpression(words.join('')) === 'object'))
  })

  it('stay correct when more expressions are compiled than are remembered', () => {
    for (let n = 0; n < 2100; n++) compileExpression(`${n} + 1`)
    expect(valueOf('2000 + 1')).toBe(2001)
    expect(compileExpression('2000 + 1')).toBe(compileExpression('2000 + 1'))
  })
})

it.each(['run', 'pipeline'])('%s is not known before there is a run', (name) => {
  expect(() => render(`\${{ ${name} }}`, { inputs: {}, steps: {} })).toThrow(`there is no \`${name}\` here.`)
})

describe('a key that is not there', () => {
  const mapOf = (size: number): Scope => ({
    ...scope,
    inputs: { map: Object.fromEntries(Array.from({ length: size }, (_, n) => [`key_${n}`, n])), typo: 'key-7' },
  })
  const failure = (within: Scope) => {
    const compiled = compileExpression('inputs.map[inputs.typo]')
    return () => ('error' in compiled ? null : evaluate(compiled, within))
  }

  it('is likened to the first hundred of a map, however many it has', () => {
    expect(failure(mapOf(8))).toThrow('there is no `key-7`. Did you mean `key_7`?')
    expect(failure(mapOf(5000))).toThrow('there is no `key-7`. Did you mean `key_7`?')
    expect(failure({ ...scope, inputs: { ...mapOf(5000).inputs, typo: 'kee_4999' } })).toThrow(/there is no `kee_4999`\.(?! Did you mean `key_4999`)/)
  })
})

describe('what an expression is given', () => {
  const broken = {
    get text(): Json {
      throw new RangeError('the disk is gone')
    },
  }
  const within: Scope = { ...scope, inputs: { broken } }

  it.each(['${{ inputs.broken.text }}', 'a ${{ inputs.broken }}'])('is not blamed on %s when it cannot be read', (text) => {
    expect(() => render(text, within)).toThrow(new RangeError('the disk is gone'))
  })
})

describe('the size of all that is rendered in one go', () => {
  const within = { ...scope, inputs: { text: 'x'.repeat(1_000_000), list: Array<string>(1000).fill('x'.repeat(998)), map: { ['k'.repeat(1_000_000)]: null } } }
  const tooMuch = /^The expression `.+` has no value: with those before it, it comes to more than 64 MiB, which is the most that a step takes\. Write what is large to a file, and hand on its path\.$/

  it.each(['${{ inputs.text }}', 'and ${{ inputs.text }}', '${{ inputs.list }}', '${{ inputs.map }}', '${{ [[inputs.text]] }}', '${{ inputs }}'])('is bounded, though a value that is passed on is only referred to: %s', (text) => {
    expect(render(Array(10).fill(text), within)).toHaveLength(10)
    expect(() => render({ parts: Array(5000).fill(text) }, within)).toThrow(tooMuch)
  })

  it('lets through one value as large as a step may give out, and whatever is smaller', () => {
    const lines = { ...scope, inputs: { lines: Array<string>(1000).fill('x'.repeat(998)) } }
    expect(render(Array(67).fill('${{ inputs.lines }}'), lines)).toHaveLength(67)
    expect(() => render(Array(68).fill('${{ inputs.lines }}'), lines)).toThrow(tooMuch)
    const text = 'x'.repeat(64 * 1024 * 1024 - 2)
    expect(render('${{ inputs.text }}', { ...scope, inputs: { text } })).toBe(text)
    expect(() => render('${{ inputs.text }}', { ...scope, inputs: { text: `${text}x` } })).toThrow('The expression `inputs.text` has no value: it comes to more than 64 MiB')
  })
})

describe('render', () => {
  it.each<[Json, Json]>([
    ['plain', 'plain'],
    ['', ''],
    [7, 7],
    [null, null],
    ['${{ inputs.n }}', 2],
    ['${{inputs.tags}}', ['a', 'b']],
    ['${{ inputs.nothing }}', null],
    [' ${{ inputs.n }}', ' 2'],
    ['Hi ${{ inputs.name }}, ${{ inputs.n }} of ${{ inputs.deep }}!', 'Hi Ada, 2 of {"list":[{"x":1},{"x":2}]}!'],
    ['${{ inputs.name }}${{ inputs.n }}', 'Ada2'],
    ['${{ "}}" }}', '}}'],
    ["${{ 'it\\'s }}' }}", "it's }}"],
    ['${{ """a"}}""" }}', 'a"}}'],
    ['${{ {"a": {"b": 1}} }}', { a: { b: 1 } }],
    ['${{ "${{" }} stays', '${{ stays'],
    [
      { a: ['${{ inputs.n }}', { b: 'x${{ inputs.n }}' }], '${{ k }}': 1 },
      { a: [2, { b: 'x2' }], '${{ k }}': 1 },
    ],
  ])('%j', (value, rendered) => {
    expect(render(value, scope)).toEqual(rendered)
  })

  it('keeps a key named __proto__ an ordinary key', () => {
    const value: Json = JSON.parse('{"__proto__": {"polluted": "${{ inputs.n }}"}}')
    expect(JSON.stringify(render(value, scope))).toBe('{"__proto__":{"polluted":2}}')
  })

  it.each([
    ['${{ inputs.gone }}', 'The expression `inputs.gone` has no value: there is no `gone`.'],
    ['a ${{ 1 + }}', 'The expression `1 +` has no value: The expression does not go on with the end.'],
    ['a ${{ 1', 'The expression `a ${{ 1` has no value: a `${{` is never closed with `}}`.'],
    ['a ${{ "x }}', 'The expression `a ${{ "x }}` has no value: a `${{` is never closed with `}}`.'],
  ])('%s fails with a sentence', (text, message) => {
    expect(() => render(text, scope)).toThrow(expect.objectContaining({ code: 'expression_failed', message }))
  })

  it('gives back any value that holds no expression', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: Json = JSON.parse(JSON.stringify(value).replaceAll('${{', ''))
        expect(render(plain, scope)).toEqual(plain)
      }),
    )
  })
})

describe('referencedSteps', () => {
  it.each<[Json, string[]]>([
    ['${{ steps.a.output }} and ${{ steps["b"].status }}', ['a', 'b']],
    [{ x: ['${{ has(steps.c.output.y) }}'], n: 1, z: null }, ['c']],
    [{ expression: 'steps.d.output > 1 && steps.d.status == "x"' }, ['d']],
    [{ expression: '${{ steps.e.output }}' }, ['e']],
    ['steps.f.output', []],
    ['${{ steps.g. }} ${{', []],
    ['${{ [1].map(steps, steps) }}', []],
  ])('%j', (value, steps) => {
    expect([...referencedSteps(value)]).toEqual(steps)
  })
})

describe('referencedNames', () => {
  const nothing = { steps: new Set(), inputs: new Set(), allInputs: false, pipeline: false }

  it.each<[Json, Partial<ReturnType<typeof referencedNames>>]>([
    ['${{ inputs.a }} ${{ inputs["b"] }} ${{ steps.c.output }}', { inputs: new Set(['a', 'b']), steps: new Set(['c']) }],
    ['${{ json(inputs) }}', { allInputs: true }],
    ['${{ inputs[steps.a.output] }}', { allInputs: true, steps: new Set(['a']) }],
    ['${{ pipeline.version }}', { pipeline: true }],
    ['${{ json(pipeline) }}', { pipeline: true }],
    ['${{ json(run) }}', {}],
    [{ expression: 'inputs.a > 1' }, { inputs: new Set(['a']) }],
    ['${{ inputs.a + }}', {}],
    ['${{ inputs.a', {}],
  ])('of %j', (value, names) => {
    expect(referencedNames([value])).toEqual({ ...nothing, ...names })
  })
})

describe('referencedSecrets', () => {
  it.each<[Json, string[]]>([
    ['${{ secrets.A }} ${{ secrets["B"] }}', ['A', 'B']],
    [{ deep: ['${{ secrets.A }}', '${{ secrets.A }}'] }, ['A']],
    ['${{ "x" + secrets.C }}', ['C']],
    ['${{ secrets.A + }}', []],
    ['secrets.A', []],
  ])('of %j', (value, secrets) => {
    expect([...referencedSecrets(value)]).toEqual(secrets)
  })
})
