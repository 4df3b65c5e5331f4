import { describe, expect, it } from 'vitest'
import { Budget } from './budget'
import { ExpressionFailure } from './expression-failure'
import { interpret } from './interpret'
import { parseCel } from './parse-cel'

const valueOf = (source: string) => {
  const node = parseCel(source)
  if ('error' in node) throw new Error(node.error)
  return interpret(node, { names: () => undefined, budget: new Budget() })
}

describe('an expression that nobody has inspected', () => {
  it.each([
    ['gone(1)', 'there is no function `gone`.'],
    ['default(null)', '`default` wants more arguments.'],
    ['[1].filter()', '`filter` wants more arguments.'],
    ['filter([1], 2, true)', '`filter` wants a name for the items.'],
  ])('fails like any other: %s', (source, message) => {
    expect(() => valueOf(source)).toThrow(new ExpressionFailure(message))
  })
})
