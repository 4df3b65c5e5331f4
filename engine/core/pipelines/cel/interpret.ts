import type { Json, JsonObject } from '../../../contract/json'
import type { Budget } from './budget'
import { callShape } from './call-shape'
import { didYouMean, closest } from '../../shared/did-you-mean'
import { ExpressionFailure, STEPS_A_FAILURE } from './expression-failure'
import { FunctionCall } from './function-call'
import { FUNCTIONS } from './functions'
import { literalOf } from './literal'
import { macroNamed, type MacroName } from './macros'
import { applyBinary } from './operators'
import type { CelNode } from './parse-cel'
import { finite, isList, isMap, aType } from './values'

/** What a name stands for; undefined when it stands for nothing. */
export type Names = (name: string) => Json | undefined

export interface Evaluation {
  readonly names: Names
  readonly budget: Budget
}

/** The value of a parsed expression. Throws ExpressionFailure. Reads own keys of plain JSON only, so there is no way to a prototype. */
export function interpret(node: CelNode, at: Evaluation): Json {
  at.budget.spend(1)
  switch (node.op) {
    case 'value':
      return literalOf(node)
    case 'id':
      return named(node.args, at.names)
    case '.':
    case '.?':
    case '[]':
    case '[?]':
      return member(interpret(node.args[0], at), keyOf(node.args[1], at))
    case 'call':
    case 'rcall':
      return call(node, at)
    case 'list':
      return at.budget.made(node.args.map((item) => interpret(item, at)))
    case 'map':
      return at.budget.made(Object.fromEntries(node.args.map(([key, value]) => [mapKey(interpret(key, at)), interpret(value, at)])))
    case '?:':
      return interpret(isTrue(node.args[0], at, '?') ? node.args[1] : node.args[2], at)
    case '&&':
      return either(node.args, at, '&&', false)
    case '||':
      return either(node.args, at, '||', true)
    case '!_':
      return !isTrue(node.args, at, '!')
    case '-_':
      return negative(interpret(node.args, at))
    default:
      return applyBinary(node.op, interpret(node.args[0], at), interpret(node.args[1], at), at.budget)
  }
}

function named(name: string, names: Names): Json {
  const value = names(name)
  if (value !== undefined) return value
  throw new ExpressionFailure(`there is no \`${name}\` here.`, 'missing')
}

/** Enough for a suggestion; a large map is not listed for it. */
const MAX_SUGGESTED_FROM = 100

function firstKeys(of: JsonObject): readonly string[] {
  const keys: string[] = []
  for (const key in of) {
    if (keys.length >= MAX_SUGGESTED_FROM) break
    keys.push(key)
  }
  return keys
}

const keyOf = (key: CelNode | string, at: Evaluation): Json => (typeof key === 'string' ? key : interpret(key, at))

const MAX_SHOWN_KEY = 200

/** A key that a failure names; it may be as long as any text. */
function shown(key: Json): string {
  if (typeof key === 'string') return key.slice(0, MAX_SHOWN_KEY)
  return typeof key === 'number' ? String(key) : aType(key)
}

function member(of: Json, key: Json): Json {
  const value = found(of, key)
  if (value !== undefined) return value
  if (isList(of)) throw new ExpressionFailure(`there is no item ${shown(key)} in a list of ${of.length} (the first is 0).`, 'missing')
  if (!isMap(of)) throw new ExpressionFailure(`${aType(of)} has no \`${shown(key)}\`.`, 'missing')
  throw new ExpressionFailure(`there is no \`${shown(key)}\`.`, 'missing', () => didYouMean(closest(shown(key), firstKeys(of))))
}

/** What is there; undefined when nothing is. */
function found(of: Json, key: Json): Json | undefined {
  if (isList(of)) return item(of, key)
  if (!isMap(of)) return undefined
  if (typeof key !== 'string') throw new ExpressionFailure(`the key of a map is text, not ${aType(key)}.`)
  return Object.hasOwn(of, key) ? of[key] : undefined
}

function item(list: readonly Json[], key: Json): Json | undefined {
  if (typeof key !== 'number' || !Number.isInteger(key))
    throw new ExpressionFailure(`the place in a list is a whole number, not ${typeof key === 'number' ? key : aType(key)}.`)
  return key < 0 ? undefined : list[key]
}

function mapKey(value: Json): string {
  if (typeof value === 'string') return value
  throw new ExpressionFailure(`the key of a map is text, not ${aType(value)}.`)
}

function negative(value: Json): number {
  if (typeof value === 'number') return finite(-value)
  throw new ExpressionFailure(`\`-\` wants a number, not ${aType(value)}.`)
}

function isTrue(node: CelNode, at: Evaluation, operator: string): boolean {
  const value = interpret(node, at)
  if (typeof value === 'boolean') return value
  throw new ExpressionFailure(`\`${operator}\` wants true or false, not ${aType(value)}.`)
}

/** As in CEL, a side that decides the result forgives a failure of the other: `gone.x || true` is true. */
function either(sides: readonly [CelNode, CelNode], at: Evaluation, operator: '&&' | '||', deciding: boolean): boolean {
  let failure: ExpressionFailure | null = null
  for (const side of sides) {
    try {
      if (isTrue(side, at, operator) === deciding) return deciding
    } catch (error) {
      if (!(error instanceof ExpressionFailure) || error.kind === 'limit') throw error
      at.budget.spend(STEPS_A_FAILURE)
      failure ??= error
    }
  }
  if (failure !== null) throw failure
  return !deciding
}

function call(node: Extract<CelNode, { op: 'call' | 'rcall' }>, at: Evaluation): Json {
  const { name, args } = callShape(node)
  const macro = macroNamed(name)
  if (macro !== undefined) return expand(macro.name, args, at)
  const values = args.map((arg) => interpret(arg, at))
  const fn = FUNCTIONS.get(name)
  if (fn !== undefined) return fn.call(new FunctionCall(name, values, at.budget))
  throw new ExpressionFailure(`there is no function \`${name}\`.`)
}

/** That the arguments are there is checked before anything is evaluated (inspect.ts). */
function expand(name: MacroName, args: readonly CelNode[], at: Evaluation): Json {
  const argument = (index: number): CelNode => {
    const node = args[index]
    if (node !== undefined) return node
    throw new ExpressionFailure(`\`${name}\` wants more arguments.`)
  }
  if (name === 'has') return unlessMissing(argument(0), at) !== undefined
  if (name === 'default') return unlessMissing(argument(0), at) ?? interpret(argument(1), at)
  const variable = argument(1)
  if (variable.op !== 'id') throw new ExpressionFailure(`\`${name}\` wants a name for the items.`)
  const each = { name, variable: variable.args, condition: argument(2), at, items: itemsOf(interpret(argument(0), at), name, at.budget) }
  switch (name) {
    case 'map':
      return args.length === 3 ? mapped({ ...each, value: argument(2) }) : mapped({ ...each, items: kept(each), value: argument(3) })
    case 'filter':
      return at.budget.made(kept(each))
    default:
      return quantified(name, each)
  }
}

function unlessMissing(node: CelNode, at: Evaluation): Json | undefined {
  try {
    return sought(node, at)
  } catch (error) {
    if (!(error instanceof ExpressionFailure) || error.kind !== 'missing') throw error
    at.budget.spend(STEPS_A_FAILURE)
    return undefined
  }
}

/** As `interpret`, but a place that is not there is undefined: a failure would cost as much as a hundred such looks. */
function sought(node: CelNode, at: Evaluation): Json | undefined {
  switch (node.op) {
    case 'id':
      at.budget.spend(1)
      return at.names(node.args)
    case '.':
    case '.?':
    case '[]':
    case '[?]': {
      at.budget.spend(1)
      const of = sought(node.args[0], at)
      return of === undefined ? undefined : found(of, keyOf(node.args[1], at))
    }
    default:
      return interpret(node, at)
  }
}

interface Each {
  readonly name: MacroName
  readonly variable: string
  readonly condition: CelNode
  readonly items: readonly Json[]
  readonly at: Evaluation
}

function itemsOf(value: Json, name: string, budget: Budget): readonly Json[] {
  if (isList(value)) return value
  if (isMap(value)) return budget.keysOf(value)
  throw new ExpressionFailure(`\`${name}\` goes over a list or the keys of a map, not over ${aType(value)}.`)
}

const withItem = ({ at, variable }: Each, value: Json): Evaluation => ({ budget: at.budget, names: (name) => (name === variable ? value : at.names(name)) })

const holds = (each: Each, value: Json): boolean => isTrue(each.condition, withItem(each, value), each.name)

function kept(each: Each): readonly Json[] {
  const found: Json[] = []
  for (const value of each.items) {
    if (holds(each, value)) found.push(value)
  }
  each.at.budget.items(found.length)
  return found
}

function mapped(each: Each & { readonly value: CelNode }): Json {
  each.at.budget.items(each.items.length)
  return each.at.budget.made(each.items.map((value) => interpret(each.value, withItem(each, value))))
}

function quantified(name: 'all' | 'exists' | 'exists_one', each: Each): boolean {
  switch (name) {
    case 'all':
      return each.items.every((value) => holds(each, value))
    case 'exists':
      return each.items.some((value) => holds(each, value))
    case 'exists_one':
      return each.items.filter((value) => holds(each, value)).length === 1
  }
}
