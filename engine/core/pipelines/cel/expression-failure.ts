/** missing: a name or place that is not there, which `has` and `default` forgive. limit: a bound, which nothing forgives. */
export type FailureKind = 'missing' | 'wrong' | 'limit'

/** Steps that a failure costs when the expression goes on after it. */
export const STEPS_A_FAILURE = 80

const nothing = () => ''

/** How an expression ends early. Never leaves this folder's callers: `evaluate` turns it into `expression_failed`. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure'

  constructor(
    message: string,
    readonly kind: FailureKind = 'wrong',
    /** Follows the message. Found out only when somebody reads it: most of what is missing is forgiven. */
    readonly hint: () => string = nothing,
  ) {
    super(message)
  }
}
