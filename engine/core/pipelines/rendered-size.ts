import type { Json, JsonObject } from '../../contract/json'
import { ExpressionFailure } from './cel/expression-failure'
import { isList } from './cel/values'

/** Characters, as JSON: no step takes more than a step may give out. */
export const MAX_RENDERED = 64 * 1024 * 1024

/**
 * What all `${{ }}` of one value come to. A value that is passed on is shared as long as it is only held, but it is copied,
 * masked and written as often as it occurs.
 */
export class RenderedSize {
  #left = MAX_RENDERED

  /** Throws ExpressionFailure as soon as it is too much; what is behind that is not looked at. */
  add(value: Json): void {
    const together = this.#left < MAX_RENDERED ? 'with those before it, ' : ''
    const open: Json[] = [value]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      this.#take(next, together)
      if (!isContainer(next)) continue
      for (const item of isList(next) ? next : Object.values(next)) {
        if (isContainer(item)) open.push(item)
        else this.#take(item, together)
      }
    }
  }

  #take(value: Json, together: string): void {
    this.#left -= ownSize(value)
    if (this.#left >= 0) return
    throw new ExpressionFailure(
      `${together}it comes to more than ${MAX_RENDERED / 1024 / 1024} MiB, which is the most that a step takes. Write what is large to a file, and hand on its path.`,
      'limit',
    )
  }
}

const isContainer = (value: Json): value is JsonObject | readonly Json[] => typeof value === 'object' && value !== null

/** Without what is inside it. Never more than is written, so that nothing is refused that would fit. */
function ownSize(value: Json): number {
  if (typeof value === 'string') return value.length + 2
  if (!isContainer(value)) return 1
  return isList(value) ? value.length + 1 : Object.keys(value).reduce((size, key) => size + key.length + 4, 1)
}
