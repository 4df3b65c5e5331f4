/** missing: a name or place that is not there, which `has` and `default` forgive. limit: a bound, which nothing forgives. */
export type FailureKind = 'missing' | 'wrong' | 'limit'

/** How an expression ends early. Never leaves this folder's callers: `evaluate` turns it into `expression_failed`. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure'

  constructor(
    message: string,
    readonly kind: FailureKind = 'wrong',
  ) {
    super(message)
  }
}
