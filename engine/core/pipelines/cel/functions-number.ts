import type { ExpressionFunction, FunctionCall } from './function-call'
import { finite } from './values'

export const NUMBER_FUNCTIONS: readonly ExpressionFunction[] = [
  rounding('round', 'The nearest whole number; halves go up.', 'round(2.5)', '3', Math.round),
  rounding('floor', 'The next whole number downwards.', 'floor(2.9)', '2', Math.floor),
  rounding('ceil', 'The next whole number upwards.', 'ceil(2.1)', '3', Math.ceil),
  rounding('abs', 'The number without its sign.', 'abs(-3)', '3', Math.abs),
  overList('min', 'The smallest number of a list; null when it is empty.', 'min([3, 1, 2])', '1', (numbers) => smallest(numbers, 1)),
  overList('max', 'The largest number of a list; null when it is empty.', 'max([3, 1, 2])', '3', (numbers) => smallest(numbers, -1)),
  overList('sum', 'The numbers of a list added up.', 'sum([1, 2, 3])', '6', (numbers) => finite(numbers.reduce((sum, number) => sum + number, 0))),
]

function rounding(name: string, summary: string, example: string, result: string, apply: (value: number) => number): ExpressionFunction {
  return { name, signature: `${name}(number)`, summary, example, result, arity: [1, 1], call: (given) => apply(given.number(0)) }
}

type OfNumbers = (numbers: readonly number[]) => number | null

function overList(name: string, summary: string, example: string, result: string, apply: OfNumbers): ExpressionFunction {
  const call = (given: FunctionCall) => {
    given.budget.items(given.list(0).length)
    return apply(given.numbers(0))
  }
  return { name, signature: `${name}(list)`, summary, example, result, arity: [1, 1], call }
}

const smallest = (numbers: readonly number[], sign: 1 | -1): number | null =>
  numbers.reduce<number | null>((best, number) => (best === null || sign * number < sign * best ? number : best), null)
