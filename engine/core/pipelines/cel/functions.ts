import { CONVERT_FUNCTIONS } from './functions-convert'
import { LIST_FUNCTIONS } from './functions-list'
import { NUMBER_FUNCTIONS } from './functions-number'
import { TEXT_FUNCTIONS } from './functions-text'
import type { ExpressionFunction, FunctionDoc } from './function-call'
import { MACROS } from './macros'

const ALL = [...CONVERT_FUNCTIONS, ...TEXT_FUNCTIONS, ...LIST_FUNCTIONS, ...NUMBER_FUNCTIONS]

export const FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map(ALL.map((fn) => [fn.name, fn]))

/** Everything that an expression can call, for the reference and for completion. `f(a, b)` may also be written `a.f(b)`. */
export const EXPRESSION_REFERENCE: readonly FunctionDoc[] = [...MACROS, ...ALL].map(({ name, signature, summary, example, result }) => ({
  name,
  signature,
  summary,
  example,
  result,
}))

/** CEL's own, refused: its patterns run on a backtracking engine, where a short one can take hours. */
export const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map([['matches', 'matchesRe2']])
