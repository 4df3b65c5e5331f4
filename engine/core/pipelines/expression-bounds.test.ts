import { describe, expect, it } from 'vitest'
import type { Json } from '../../contract/json'
import * as inScope from '../../testing/said-by-expressions'
import { render, type Scope } from './expressions'

/** What goes up to a bound takes as long as the bound allows, and thrice that where it is counted what is covered. */

const scope: Scope = { inputs: {}, steps: {}, run: { id: 'r1', externalId: 'SBX-1', folder: '/runs/r1', startedAt: 1000 }, pipeline: { name: 'plan', version: 3, folder: '/plans' } }

const valueOf = (source: string, within: Scope = scope): Json => inScope.valueOf(source, within)
const failureOf = (source: string): string => inScope.failureOf(source, scope)

describe('bounds of expressions', () => {
  const large: Scope = {
    ...scope,
    inputs: {
      text: 'a'.repeat(1_000_000),
      same: 'a'.repeat(1_000_000),
      mixed: 'éa'.repeat(100_000),
      digits: '9'.repeat(1_000_000),
      map: Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, key])),
      other: Object.fromEntries(Array.from({ length: 100_000 }, (_, key) => [`k${key}`, key === 0 ? null : key])),
      list: Array.from({ length: 50_000 }, (_, index) => index),
    },
  }

  it.each([
    'range(1000).all(i, !inputs.text.contains("aaab"))',
    'range(1000).all(i, size(inputs.map) > 0)',
    'range(1000).all(i, [inputs.map].size() == 1)',
    'matchesRe2(inputs.text, "(a?){500}(a?){500}$")',
    'range(900).all(i, inputs.text == inputs.same)',
    'range(900).all(i, inputs.text >= inputs.same)',
    'range(900).all(i, inputs.text in [inputs.same])',
    'range(900).all(i, inputs.same in inputs.text)',
    'range(900).all(i, (inputs.text + i) != "")',
    'range(900).all(i, !((inputs.text + i) in inputs.map))',
    'range(900).all(i, json(inputs.text) != "")',
    'range(900).all(i, json(inputs.map) != "")',
    'range(900).all(i, "" + inputs.map != "")',
    'range(900).all(i, join(keys(inputs.map)) != "")',
    'range(900).all(i, "a,a,a".replace(",", inputs.text) != "")',
    'range(900).all(i, upperAscii(inputs.text) != "")',
    'range(900).all(i, upperAscii(inputs.mixed) != "")',
    'range(900).all(i, int(inputs.digits) > 0 || true)',
    'range(900).all(i, parseJson(inputs.text) == 1 || true)',
    'range(900).all(i, size(inputs.text) > 1)',
    'range(900).all(i, size(values(inputs.map)) > 1)',
    'range(900).all(i, inputs.map.exists(key, true))',
    'range(900).all(i, inputs.map != inputs.other)',
    'range(900).all(i, size(sort(inputs.list)) > 1)',
    'range(900).all(i, size(sort([inputs.text, inputs.same])) > 1)',
    'range(900).all(i, size(slice(inputs.list, 0)) > 1)',
    'range(99999).all(i, !(inputs.gone || false) || true)',
    'range(99999).all(i, default(size(inputs.gone), 1) == 1)',
  ])('count what they look through: %s', (source) => {
    expect(() => valueOf(source, large)).toThrow('too many evaluation steps')
  })

  it.each([
    'range(9999).map(a, range(9999).map(b, range(9999).map(c, c)))',
    'range(9999).map(a, range(9999).map(b, b)) == null || true',
    'range(99999).all(i, !matchesRe2("", "(" + i) || true)',
  ])('%s', (source) => {
    expect(failureOf(source)).toContain('it takes too many evaluation steps (more than 3 million).')
  })

  const nearly = { text: 'a'.repeat(200_000), part: `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}` }

  it.each<[string, Json]>([
    ['inputs.text.contains(inputs.part)', false],
    ['inputs.part in inputs.text', false],
    ['inputs.text.indexOf(inputs.part)', -1],
    ['(inputs.text + inputs.part).indexOf(inputs.part)', 200_000],
    ['size(inputs.text.split(inputs.part))', 1],
    ['(inputs.part + "c" + inputs.part).split(inputs.part)', ['', 'c', '']],
    ['(inputs.part + "c" + inputs.part).replace(inputs.part, "-")', '-c-'],
    ['inputs.text.replace(inputs.part, "") == inputs.text', true],
  ])('look for a long part as quickly as for a short one: %s', (source, value) => {
    // Half a minute for each of these, were every place compared with the whole part.
    expect(valueOf(`range(10).map(i, ${source})`, { ...scope, inputs: nearly })).toEqual(Array(10).fill(value))
  })

  it('count what looking for a long part takes', () => {
    expect(() => valueOf('range(900).map(i, inputs.text.contains(inputs.part))', { ...scope, inputs: nearly })).toThrow('too many evaluation steps')
  })

  it('compile a pattern once', () => {
    expect(valueOf(`range(900).exists(i, matchesRe2("", "${'(?:abcdefgh){100}'.repeat(10)}"))`)).toBe(false)
    expect(failureOf(`range(900).exists(i, matchesRe2("", "${'(?:abcdefgh){100}'.repeat(10)}" + i))`)).toContain('too many evaluation steps')
  })

  it('leave room for what pipelines do', () => {
    const rows = Array.from({ length: 5000 }, (_, n) => ({ id: n, mail: `someone.${n}@example.com`, tags: ['a', 'b'], note: 'é'.repeat(200) }))
    const within = { ...scope, inputs: { rows, document: JSON.stringify(rows) } }
    expect(valueOf('size(inputs.rows.filter(r, matchesRe2(r.mail, "^[a-z0-9._]+@[a-z0-9.]+\\\\.[a-z]{2,}$")))', within)).toBe(5000)
    expect(valueOf('size(parseJson(inputs.document).map(r, {"id": r.id, "mail": lowerAscii(r.mail), "title": default(r.title, "")}))', within)).toBe(5000)
    const long = JSON.stringify(Array.from({ length: 10_000 }, (_, n) => ({ id: n, text: 'é, '.repeat(100) })).map(({ id, text }) => ({ id, text: text.replaceAll(',', ';') })))
    expect([long.length > 3_000_000, valueOf('size(parseJson(inputs.long))', { ...scope, inputs: { long: `${long.slice(0, -1)},${long.slice(1)}` } })]).toEqual([true, 20_000])
    expect(valueOf('size(replace(inputs.text, ",", ";"))', { ...scope, inputs: { text: 'a,'.repeat(200_000) } })).toBe(400_000)
    expect(valueOf('size(inputs.list.filter(r, matchesRe2(r, "(?i)example")))', { ...scope, inputs: { list: Array(10_000).fill('someone.with.a.name@mail.example.com, more') } })).toBe(10_000)
    expect(render('Rows: ${{ inputs.rows }}, ${{ join(inputs.rows.map(r, r.note), ", ") }}', within)).toContain('someone.4999')
    expect(render(Array(1000).fill('${{ inputs.rows[7].mail }} of ${{ size(inputs.rows) }}'), within)).toHaveLength(1000)
  })

  it('leave room for 50,000 rows of which records are made, written and read', () => {
    const rows = Array.from({ length: 50_000 }, (_, n) => ({ id: n, name: `Some One ${n}`, mail: `Someone.${n}@example.com`, city: 'Aarau', zip: '5000', street: 'Gais', amount: n / 4, open: true, tags: ['a', 'b'], note: 'é'.repeat(40) }))
    const record = '{"id": r.id, "name": trim(r.name), "mail": lowerAscii(r.mail), "city": r.city, "zip": r.zip, "street": r.street, "cents": r.amount * 100, "open": r.open, "tags": r.tags, "title": default(r.title, "")}'
    const within = { ...scope, inputs: { rows } }
    expect(valueOf(`size(inputs.rows.map(r, ${record}))`, within)).toBe(50_000)
    expect(valueOf('size(parseJson(json(inputs.rows)))', within)).toBe(50_000)
    expect(valueOf('size(parseJson(json(inputs.rows.map(r, r.open, {"id": r.id, "mail": r.mail, "name": r.name}))))', within)).toBe(50_000)
  })

  it('say what to do instead where the steps are too many', () => {
    expect(failureOf('range(99999).map(a, range(99))')).toMatch(/ it takes too many evaluation steps \(more than 3 million\)\. Do this in a `script` step, or go over the list with `map`, a part of it at a time\.$/)
  })

  it('count what is made of a text', () => {
    expect(() => valueOf('parseJson(inputs.lists)', { ...scope, inputs: { lists: `[${'[],'.repeat(3_000_000)}[]]` } })).toThrow('too many evaluation steps')
    expect(() => valueOf('replace(inputs.text, "a", "")', { ...scope, inputs: { text: 'a'.repeat(3_500_000) } })).toThrow('too many evaluation steps')
  })
})

describe('the steps of all that is rendered in one go', () => {
  const dear = '${{ range(99999).all(x, x >= 0) }}'

  it('are counted together', () => {
    expect(render(dear, scope)).toBe(true)
    expect(() => render(Array(50).fill(dear), scope)).toThrow('has no value: with those before it, it takes too many evaluation steps (more than 3 million).')
    expect(() => render({ a: { b: [dear] }, c: dear.repeat(20) }, scope)).toThrow('too many evaluation steps')
  })

  it('are blamed on a single expression when it takes them alone', () => {
    expect(() => render('${{ range(9999).map(a, range(9999)) }}', scope)).toThrow('has no value: it takes too many evaluation steps')
  })

  it('count what is read and written, too', () => {
    const within = { ...scope, inputs: { text: 'x'.repeat(1_000_000) } }
    expect(() => render(Array(400).fill('${{ inputs.text + "a" == "" }}'), within)).toThrow('too many evaluation steps')
    expect(() => render(Array(1500).fill(`\${{ "${'x'.repeat(4000)}" }}`), scope)).toThrow('too many evaluation steps')
  })
})
