import type { ErrorCode } from '../contract/errors'
import { EngineError } from '../core/shared/engine-error'
import type { Json } from '../contract/json'
import type { ReadStores } from '../ports/read-stores'
import type { Transaction } from '../ports/unit-of-work'
import { requireSecret } from './secrets'
import { type Schema, storedSetting } from './stored-setting'

/** What every entry of a roster has. */
interface RosterEntry {
  readonly name: string
  /** The secret that holds its key. */
  readonly apiKey: string | null
}

interface RosterRules<Entry> {
  /** The document of the settings that holds it. */
  readonly setting: string
  /** For sentences: `model`. */
  readonly noun: string
  readonly entries: Schema<Entry[]>
  readonly most: number
  readonly notFound: ErrorCode
  /** Where a person adds one: `under Models in the settings`. */
  readonly place: string
}

const MAX_NAMED = 10

/** What pipelines call by a name, so that what is behind the name is said once: a list in the settings, by name. */
export class Roster<Entry extends RosterEntry & Json> {
  readonly #rules: RosterRules<Entry>

  constructor(rules: RosterRules<Entry>) {
    this.#rules = rules
  }

  async read(read: Pick<ReadStores, 'setting'>): Promise<readonly Entry[]> {
    return this.#entries(await read.setting(this.#rules.setting))
  }

  /** Throws the code for what is not found when there is nothing of the name to replace, `secret_not_found`, `request_invalid`. */
  async save(tx: Transaction, { entry, replaces }: { readonly entry: Entry; readonly replaces?: string | undefined }, now: number): Promise<Entry> {
    const { setting, noun, most } = this.#rules
    const before = this.#entries(await tx.settings.get(setting))
    if (replaces !== undefined && !has(before, replaces)) throw this.#notFound(replaces, before)
    if (replaces !== undefined && replaces !== entry.name && has(before, entry.name)) throw new EngineError('request_invalid', `There is a ${noun} "${entry.name}" already. Choose another name, or change that one.`)
    if (entry.apiKey !== null) await requireSecret(tx, entry.apiKey)
    const others = before.filter(({ name }) => name !== (replaces ?? entry.name))
    if (others.length >= most) throw new EngineError('request_invalid', `There are ${most} ${noun}s already, and no more are possible. Remove one first.`)
    await tx.settings.put(setting, [...others, entry].sort((a, b) => (a.name < b.name ? -1 : 1)), now)
    return entry
  }

  /** Throws the code for what is not found. */
  async remove(tx: Transaction, name: string, now: number): Promise<void> {
    const { setting } = this.#rules
    const before = this.#entries(await tx.settings.get(setting))
    if (!has(before, name)) throw this.#notFound(name, before)
    await tx.settings.put(
      setting,
      before.filter((entry) => entry.name !== name),
      now,
    )
  }

  /** Throws the code for what is not found, with the names that there are. */
  require(name: string, entries: readonly Entry[]): Entry {
    const found = entries.find((entry) => entry.name === name)
    if (found === undefined) throw this.#notFound(name, entries)
    return found
  }

  #notFound(name: string, entries: readonly Entry[]): EngineError {
    const { noun, notFound, place } = this.#rules
    const names = entries.map((entry) => entry.name)
    const there = names.length === 0 ? `No ${noun}s have been added yet` : `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, MAX_NAMED).join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`
    return new EngineError(notFound, `There is no ${noun} "${name}". ${there}; add it ${place}.`, { details: { [noun]: name, [`${noun}s`]: names } })
  }

  #entries(stored: Json | null): readonly Entry[] {
    const { noun, entries } = this.#rules
    return storedSetting(`the ${noun}s`, stored, entries, [])
  }
}

const has = (entries: readonly RosterEntry[], name: string): boolean => entries.some((entry) => entry.name === name)
