import { RE2JS, RE2JSException } from 're2js'
import type { Json, JsonObject } from '../../../contract/json'
import { type Placed, type PlacedMap, toJson } from '../../pipelines/yaml/placed'
import { literal } from '../literal'
import { quoted } from '../quoted'
import { below, SourceMap } from '../source-map'

type Rule = Record<string, Json>

/** What a type of the old files asks of a field. */
const TYPES: Readonly<Record<string, Rule>> = {
  string: { type: 'string' },
  str: { type: 'string' },
  text: { type: 'string' },
  integer: { type: 'integer' },
  int: { type: 'integer' },
  number: { type: 'number' },
  float: { type: 'number' },
  boolean: { type: 'boolean' },
  bool: { type: 'boolean' },
  date: { type: 'date' },
  datetime: { type: 'date' },
  email: { pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' },
  phone: { pattern: '^[+]?[0-9][0-9 ()./-]{4,24}$' },
  url: { pattern: '^https?://[^\\s/]+' },
  any: {},
}

const LONGEST_PATTERN = 1000

/** Gathers rules for the fields of records from the several ways in which old files write them. */
export class RowRules {
  readonly #rules = new Map<string, Rule>()

  constructor(readonly config: SourceMap) {}

  /** `{ id: integer, email: email }`, or a map of rules for each field. */
  readTypes(types: SourceMap): void {
    for (const [field, { value }] of types.node.entries) {
      types.take(field)
      if (value.kind === 'map') this.#readDetails(field, new SourceMap(value, below(types.path, field), types.report))
      else
        this.#add(field, {
          required: true,
          ...this.#typeRule(String(value.kind === 'scalar' ? value.value : ''), () =>
            types.note('not_kept', field, `The type of ${quoted(field)} is none that is known here.`),
          ),
        })
    }
    if (types.node.entries.size > 0) types.report.note('assumed', types.place, 'Each field that has a type must be there and not be empty.')
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
          this.#typeRule(String(value.kind === 'scalar' ? value.value : ''), () =>
            this.config.report.note('not_kept', place, `The rule for ${quoted(field)} is none that is known here.`),
          ),
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
    const word = item.kind === 'scalar' ? String(item.value) : ''
    const [, field = '', format = ''] = /^([A-Za-z0-9_]+?)_(format|required|not_null)$/.exec(word) ?? []
    if (format === 'required' || format === 'not_null') this.#add(field, { required: true })
    else if (format === 'format' && Object.hasOwn(TYPES, field)) this.#add(field, TYPES[field] ?? {})
    else return this.config.report.note('not_kept', place, `${quoted(word)} is no rule that is known here.`)
    this.config.report.note('assumed', place, `${quoted(word)} is taken for a rule of the field ${quoted(field)}.`)
  }

  #readDetails(field: string, map: SourceMap): void {
    const rule: Rule = {}
    const type = map.first(['type', 'rule', 'format'])
    if (type !== null)
      Object.assign(
        rule,
        this.#typeRule(type.value.kind === 'scalar' ? String(type.value.value) : '', () =>
          map.note('not_kept', type.key, `The type of ${quoted(field)} is none that is known here.`),
        ),
      )
    for (const key of ['required', 'unique']) if (map.has(key)) copy(rule, key, map.flag(key))
    for (const key of ['min', 'max']) if (map.has(key)) copy(rule, key, map.number(key))
    for (const key of ['min_length', 'max_length']) this.#readLength(key, map, rule)
    this.#readPattern(map, rule)
    this.#readOptions(map, rule)
    map.close('a rule')
    this.#add(field, rule)
  }

  #readLength(key: string, map: SourceMap, rule: Rule): void {
    const length = map.has(key) ? map.number(key) : null
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
    const options = found.value.kind === 'list' ? found.value.items.map(toJson) : []
    const plain = options.filter((option) => typeof option === 'string' || typeof option === 'number' || typeof option === 'boolean')
    if (plain.length > 0 && plain.length <= 1000) rule['one_of'] = literal(plain)
    if (plain.length === 0 || plain.length > 1000 || plain.length < options.length)
      map.note('not_kept', found.key, `${quoted(found.key)} is a list of up to 1000 texts, numbers and truths; what is more is left out.`)
  }

  #typeRule(word: string, refuse: () => void): Rule {
    const key = word.toLowerCase()
    if (Object.hasOwn(TYPES, key)) return TYPES[key] ?? {}
    refuse()
    return {}
  }

  #add(field: string, rule: Rule): void {
    this.#rules.set(field, { ...this.#rules.get(field), ...rule })
  }
}

function copy(rule: Rule, key: string, value: Json): void {
  if (value !== null) rule[key] = value
}

function isRe2(pattern: string): boolean {
  if (pattern === '' || pattern.length > LONGEST_PATTERN) return false
  try {
    RE2JS.compile(pattern)
    return true
  } catch (error) {
    if (error instanceof RE2JSException) return false
    throw error
  }
}
