import type { FunctionDoc } from './function-call'

/** How a macro takes its arguments. each: a list, a name for its items, expressions over that name. */
export type MacroForm = 'path' | 'fallback' | 'each'

/** Calls whose arguments are not simply evaluated first. */
export interface Macro extends FunctionDoc {
  readonly form: MacroForm
  readonly arity: readonly [least: number, most: number]
}

export const MACROS = [
  {
    name: 'has',
    signature: 'has(place)',
    summary: 'Whether the place is there, such as `has(steps.fetch.output.title)`.',
    example: 'has({"a": {"b": 1}}.a.c)',
    result: 'false',
    form: 'path',
    arity: [1, 1],
  },
  {
    name: 'default',
    signature: 'default(value, fallback)',
    summary: 'The value; the fallback when it is null or not there.',
    example: 'default({"a": 1}.b, "none")',
    result: '"none"',
    form: 'fallback',
    arity: [2, 2],
  },
  {
    name: 'map',
    signature: 'list.map(x, value)',
    summary: 'A list of the value for each item; `list.map(x, condition, value)` leaves out items.',
    example: '[1, 2, 3].map(x, x * 2)',
    result: '[2,4,6]',
    form: 'each',
    arity: [3, 4],
  },
  {
    name: 'filter',
    signature: 'list.filter(x, condition)',
    summary: 'The items for which the condition holds.',
    example: '[1, 2, 3].filter(x, x > 1)',
    result: '[2,3]',
    form: 'each',
    arity: [3, 3],
  },
  {
    name: 'all',
    signature: 'list.all(x, condition)',
    summary: 'Whether the condition holds for every item.',
    example: '[1, 2].all(x, x > 0)',
    result: 'true',
    form: 'each',
    arity: [3, 3],
  },
  {
    name: 'exists',
    signature: 'list.exists(x, condition)',
    summary: 'Whether the condition holds for at least one item.',
    example: '[1, 2].exists(x, x > 1)',
    result: 'true',
    form: 'each',
    arity: [3, 3],
  },
  {
    name: 'exists_one',
    signature: 'list.exists_one(x, condition)',
    summary: 'Whether the condition holds for exactly one item.',
    example: '[1, 2].exists_one(x, x > 1)',
    result: 'true',
    form: 'each',
    arity: [3, 3],
  },
] as const satisfies readonly Macro[]

export type MacroName = (typeof MACROS)[number]['name']

const BY_NAME: ReadonlyMap<string, (typeof MACROS)[number]> = new Map(MACROS.map((macro) => [macro.name, macro]))

export const macroNamed = (name: string): (typeof MACROS)[number] | undefined => BY_NAME.get(name)
