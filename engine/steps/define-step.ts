import type { StepKind } from '../ports/step-kind'

/** A kind of step, its handler typed by its own schema. */
export function defineStep<Config>(kind: StepKind<Config>): StepKind<Config> {
  return kind
}
