import { sumUsage } from '../core/runs/usage'
import type { ModelUsage } from '../ports/step-kind'

/** What an attempt used of each model. */
export class UsageCount {
  readonly #models = new Map<string, ModelUsage>()

  add({ model, ...usage }: ModelUsage): void {
    const known = this.#models.get(model)
    const sum = known === undefined ? usage : sumUsage([known, usage])
    if (sum !== null) this.#models.set(model, { ...sum, model })
  }

  get all(): readonly ModelUsage[] {
    return [...this.#models.values()]
  }
}
