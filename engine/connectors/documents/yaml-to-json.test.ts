import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { yamlToJson } from './yaml-to-json'

const valueOf = (text: string): unknown => JSON.parse(yamlToJson(text))

describe('YAML', () => {
  it('is read as its version 1.2 has it: text stays text unless it is plainly something else', () => {
    expect(valueOf("a: [1, 2.5, yes, 2026-11-22, '3', ~]\nb:\n  true: 0x10\n  7: |\n    two\n    lines\n")).toEqual({
      a: [1, 2.5, 'yes', '2026-11-22', '3', null],
      b: { true: 16, 7: 'two\nlines\n' },
    })
    expect(['', '# nothing', '"text"'].map(valueOf)).toEqual([null, null, 'text'])
  })

  it('repeats what an alias names', () => {
    expect(valueOf('a: &x {n: 1}\nb: [*x, *x]')).toEqual({ a: { n: 1 }, b: [{ n: 1 }, { n: 1 }] })
  })

  it('keeps a key that objects have by themselves to itself', () => {
    expect(yamlToJson('__proto__: {a: 1}\nconstructor: 2')).toBe('{"__proto__":{"a":1},"constructor":2}')
  })

  it('gives every value back that was written as YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(yamlToJson(stringify(value))).toBe(JSON.stringify(value))
      }),
    )
  })

  it.each([
    ['a: 1\nb: [2', 'a line is not indented as those around it, or a bracket stays open, at line 2, column 6'],
    ['a: 1\na: 2', 'a key comes twice, at line 2, column 1'],
    ['a: 1\n---\nb: 2', 'it holds several documents'],
    ['a: !ruby/object:Gem {}', 'a tag is not known here, at line 1, column 4'],
    ['? [a, b]\n: 1', 'a key is no text, at line 1, column 3'],
    ['a:\n\tb: 1', 'a tab stands where spaces are asked for, at line 2, column 1'],
    ['a: .nan', 'it holds .inf or .nan, which are no numbers here'],
    ['a: *b', 'its aliases repeat too much, or name what is not there'],
    [
      'a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]',
      'its aliases repeat too much, or name what is not there',
    ],
  ])('is refused: %j', (text, because) => {
    expect(() => yamlToJson(text)).toThrow(because)
  })

  it('says where it is wrong and nothing of what stands there', () => {
    expect(() => yamlToJson('password: "hunter2')).toThrow(/^(?!.*hunter2)/)
  })
})
