import { LIMITS } from '../pipelines/limits'
import { OUTPUTS_STEP } from '../pipelines/spec'

/** What expressions could not name, or files may not hold. */
const RESERVED = new Set(['in', 'true', 'false', 'null', '__proto__', OUTPUTS_STEP])

/** The nearest word that can stand in expressions: letters, digits and underscores. */
export function identifier(word: string, fallback: string): string {
  const cured = word
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^A-Za-z0-9_]+/g, '_')
    .slice(0, LIMITS.name - 8)
  if (/^_*$/.test(cured)) return fallback
  const named = /^[0-9]/.test(cured) ? `_${cured}` : cured
  return RESERVED.has(named) ? `${named}_` : named
}

/** Gives each thing an identifier of its own. */
export class StepNames {
  readonly #taken = new Set<string>()
  /** Where to go on counting, so that a file of nothing but one name takes no longer than another. */
  readonly #next = new Map<string, number>()

  /** The word itself where it can be used and is free; else one like it. */
  give(word: string, fallback: string): string {
    const wanted = identifier(word, fallback)
    let name = wanted
    let number = this.#next.get(wanted) ?? 2
    for (; this.#taken.has(name); number++) name = `${wanted}_${number}`
    this.#taken.add(name)
    this.#next.set(wanted, number)
    return name
  }
}
