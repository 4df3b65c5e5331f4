import type { Json, JsonObject } from '../../../contract/json'
import { type Placed, type PlacedMap, toJson } from '../../pipelines/yaml/placed'
import { boundedPattern } from '../../shared/bounded-pattern'
import { literal } from '../literal'
import { quoted } from '../quoted'
import { below, SourceMap, textOf } from '../source-map'

type Rule = Record<string, Json>

/** What a word of the old files asks of a field. */
const WORDS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['string', { type: 'string' }],
  ['str', { type: 'string' }],
  ['text', { type: 'string' }],
  ['integer', { type: 'integer' }],
  ['int', { type: 'integer' }],
  ['number', { type: 'number' }],
  ['float', { type: 'number' }],
  ['boolean', { type: 'boolean' }],
  ['bool', { type: 'boolean' }],
  ['date', { type: 'date' }],
  ['datetime', { type: 'date' }],
  ['email', { pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' }],
  ['phone', { pattern: '^[+]?[0-9][0-9 ()./-]{4,24}$' }],
  ['url', { pattern: '^https?://[^\\s/]+' }],
  ['any', {}],
  ['required', { required: true }],
  ['not_null', { required: true }],
  ['unique', { unique: true }],
])

/** `email_format` asks that the field `email` is one; the other endings are words themselves. */
const WORD_OF_FIELD = /^(\w+?)_(format|required|not_null|unique)$/

const MOST_OPTIONS = 1000

/** Gathers rules for the fields of records from the several ways in which old files write them. */
export class RowRules {
  readonly #rules = new Map<string, Rule>()

  constructor(readonly config: SourceMap) {}

  /** `{ id: integer, email: email }`, or a map of rules for each field. */
  readTypes(types: SourceMap): void {
    let areRequired = false
    for (const [field, { value }] of types.node.entries) {
      types.take(field)
      if (value.kind === 'map') this.#readDetails(field, new SourceMap(value, below(types.path, field), types.report))
      else {
        areRequired = true
        const known = this.#known(value, () => types.note('not_kept', field, `The type of ${quoted(field)} is none that is known here.`))
        this.#add(field, { required: true, ...known })
      }
    }
    if (areRequired) types.report.note('assumed', types.place, 'Each field that has a type must be there and not be empty.')
  }

  /** A list of names. */
  readRequired(): void {
    for (const key of ['required_fields', 'required']) {
      const list = this.config.list(key)
      for (const item of list?.items ?? []) {
        if (item.kind === 'scalar' && item.value !== null) this.#add(String(item.value), { required: true })
        else this.config.note('not_kept', key, 'A required field is given by its name; what is none is left out.')
      }
    }
  }

  /** A list of words such as `email_format` and of maps with `field`, or a map by field. */
  readRules(): void {
    const rules = this.config.take('rules')
    const path = this.config.placeOf('rules').path
    if (rules === null) return
    if (rules.kind === 'map') this.#readRuleMap(rules, path)
    else for (const [index, item] of (rules.kind === 'list' ? rules.items : [rules]).entries()) this.#readRule(item, below(path, index))
  }

  /** `alone`: nothing else checks the records. */
  result(alone: boolean): JsonObject {
    if (this.#rules.size > 0) return { rows: Object.fromEntries(this.#rules) }
    if (!alone) return {}
    this.config.report.note('not_kept', this.config.place, 'No rule could be kept; the step only sees to it that the records are a list.')
    return { schema: { type: 'array' } }
  }

  #readRuleMap(rules: PlacedMap, path: string): void {
    for (const [field, { value }] of rules.entries) {
      const place = { path: below(path, field), range: value.range }
      if (value.kind === 'map') this.#readDetails(field, new SourceMap(value, place.path, this.config.report))
      else
        this.#add(
          field,
          this.#known(value, () => this.config.report.note('not_kept', place, `The rule for ${quoted(field)} is none that is known here.`)),
        )
    }
  }

  #readRule(item: Placed, path: string): void {
    const place = { path, range: item.range }
    if (item.kind === 'map') {
      const map = new SourceMap(item, path, this.config.report)
      const field = map.text('field')
      if (field === null) this.config.report.note('not_kept', place, 'The rule names no `field`.')
      else this.#readDetails(field, map)
      return
    }
    const word = textOf(item) ?? ''
    const field = word.replace(WORD_OF_FIELD, '$1')
    const asked = word.slice(field.length + 1)
    const rule = field === word ? undefined : WORDS.get(asked === 'format' ? field : asked)
    if (rule === undefined) return this.config.report.note('not_kept', place, `${quoted(word)} is no rule that is known here.`)
    this.#add(field, rule)
    this.config.report.note('assumed', place, `${quoted(word)} is taken for a rule of the field ${quoted(field)}.`)
  }

  #readDetails(field: string, map: SourceMap): void {
    const type = map.first(['type', 'rule', 'format'])
    const rule: Rule =
      type === null ? {} : { ...this.#known(type.value, () => map.note('not_kept', type.key, `The type of ${quoted(field)} is none that is known here.`)) }
    for (const key of ['required', 'unique']) put(rule, key, map.flag(key))
    for (const key of ['min', 'max']) put(rule, key, map.number(key))
    for (const key of ['min_length', 'max_length']) this.#readLength(key, map, rule)
    this.#readPattern(map, rule)
    this.#readOptions(map, rule)
    map.close('a rule')
    this.#add(field, rule)
  }

  #readLength(key: string, map: SourceMap, rule: Rule): void {
    const length = map.number(key)
    if (length !== null && Number.isInteger(length) && length >= 0) rule[key] = length
    else if (length !== null) map.note('not_kept', key, `${quoted(key)} is a whole number from 0.`)
  }

  #readPattern(map: SourceMap, rule: Rule): void {
    const found = map.first(['pattern', 'regex'])
    if (found === null) return
    const pattern = found.value.kind === 'scalar' ? String(found.value.value) : ''
    if (isRe2(pattern)) rule['pattern'] = literal(pattern)
    else map.note('not_kept', found.key, "The pattern cannot be used: patterns are RE2's, without look-around and back references.")
  }

  #readOptions(map: SourceMap, rule: Rule): void {
    const found = map.first(['one_of', 'enum', 'allowed', 'values'])
    if (found === null) return
    const options = found.value.kind === 'list' ? found.value.items.map((item) => toJson(item)) : []
    const plain = options.filter((option) => typeof option === 'string' || typeof option === 'number' || typeof option === 'boolean')
    if (plain.length > MOST_OPTIONS) return map.note('not_kept', found.key, `A rule lists ${MOST_OPTIONS} values at most; these are not checked.`)
    if (plain.length > 0) rule['one_of'] = literal(plain)
    if (plain.length === 0 || plain.length < options.length)
      map.note('not_kept', found.key, `${quoted(found.key)} is a list of texts, numbers and truths; what is none is left out.`)
  }

  #known(value: Placed, refuse: () => void): Rule {
    const known = WORDS.get(textOf(value)?.toLowerCase() ?? '')
    if (known === undefined) refuse()
    return known ?? {}
  }

  #add(field: string, rule: Rule): void {
    this.#rules.set(field, { ...this.#rules.get(field), ...rule })
  }
}

function put(rule: Rule, key: string, value: Json): void {
  if (value !== null) rule[key] = value
}

/** Whether the step that checks by it takes it. */
function isRe2(pattern: string): boolean {
  if (pattern === '') return false
  try {
    boundedPattern(pattern)
    return true
  } catch {
    return false
  }
}
