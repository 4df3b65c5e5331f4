import { INLINE_BYTES } from '../contract/content'
import type { Json } from '../contract/json'
import { MAX_JSON_DEPTH, nestsDeeperThan } from '../contract/json-bounds'
import { LIMITS } from '../core/pipelines/limits'
import { EngineError } from '../core/shared/engine-error'
import { jsonPieces } from '../core/shared/json-pieces'
import { readJson } from '../core/shared/read-json'
import type { Artifacts } from '../ports/artifacts'
import type { ReadStores, StepOutcomeRecord } from '../ports/read-stores'
import type { StoredValue } from '../ports/records'
import { MAX_OUTPUT_BYTES } from '../ports/step-kind'
import { LoadedValues } from './loaded-values'

const PREVIEW_CHARACTERS = 2000
/** Each is an open file: a process may have some hundreds of them, and a mapped step 100,000 items. */
const LOADED_AT_ONCE = 32
/** Items read in one go: what each gave out may have the size that rows hold, and has to be parsed. */
const JOINED_AT_ONCE = 250
/** An output as deep as may be still stands as an input, inside what a file writes around it. */
const MAX_DEPTH = MAX_JSON_DEPTH + LIMITS.depth

/** Before anything is done with what a step gave out. Throws `output_too_large`. */
export function boundOutput(output: Json): void {
  if (nestsDeeperThan(output, MAX_JSON_DEPTH)) throw tooDeep(MAX_JSON_DEPTH)
}

const tooDeep = (levels: number): EngineError => new EngineError('output_too_large', `The value nests deeper than ${levels} levels, which is the most. Give it out as text, or write it to a file and give out its path.`)

/** Keeps values: small ones for the row, large ones as artifacts; and brings them back whole. */
export class ValueStore {
  readonly #artifacts: Artifacts
  readonly #read: ReadStores
  readonly #loaded = new LoadedValues()

  constructor(artifacts: Artifacts, read: ReadStores) {
    this.#artifacts = artifacts
    this.#read = read
  }

  /** Durable when it resolves. Throws `output_too_large`. */
  async keep(value: Json): Promise<StoredValue> {
    if (isSmall(value)) return { kind: 'json', value }
    if (nestsDeeperThan(value, MAX_DEPTH)) throw tooDeep(MAX_DEPTH)
    const start = startOf(value)
    if (start.isAll) return { kind: 'json', value }
    const { sha256, bytes } = await this.#artifacts.put(new BoundPieces(value))
    return { kind: 'artifact', sha256, bytes, preview: start.text.slice(0, PREVIEW_CHARACTERS) }
  }

  async load(stored: StoredValue): Promise<Json> {
    switch (stored.kind) {
      case 'none':
      case 'items':
        return null
      case 'json':
        return stored.value
      case 'artifact':
        return this.#artifact(stored)
      case 'child':
        return { run: stored.externalId, run_id: stored.runId, output: await this.#artifact(stored) }
    }
  }

  #artifact({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): Promise<Json> {
    return this.#loaded.get(sha256, bytes, () => this.#readArtifact(sha256))
  }

  async #readArtifact(sha256: string): Promise<Json> {
    const { data } = await this.#artifacts.read(sha256)
    const value = readJson(Buffer.from(data).toString('utf8'))
    if (value === undefined) throw new EngineError('storage_corrupt', `The content ${sha256.slice(0, 12)}… in the data folder is damaged: it is not JSON any more.`)
    return value
  }

  /**
   * A step's output as expressions see it; a mapped step's is the list of its items' outputs, null where one failed.
   * Throws `output_too_large` before it reads more than would fit.
   */
  async outputOf(outcome: StepOutcomeRecord): Promise<{ output: Json; errors: Json }> {
    if (outcome.output.kind !== 'items') return { output: await this.load(outcome.output), errors: [] }
    const parentId = outcome.output.from ?? outcome.id
    const bytes = await this.#read.itemOutcomeBytes(parentId)
    if (bytes > MAX_OUTPUT_BYTES) {
      throw new EngineError('output_too_large', `The outputs of the ${outcome.output.count} items of step "${outcome.stepId}" come to ${Math.ceil(bytes / 1024 / 1024)} MiB; ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB can be joined at most. Let each item give out less, or write to a file and give out its path.`)
    }
    const output: Json[] = []
    const errors: Json[] = []
    const { count } = outcome.output
    while (output.length < count) {
      const wanted = Math.min(JOINED_AT_ONCE, count - output.length)
      const items = await this.#read.itemOutcomes(parentId, output.length, wanted)
      if (items.length < wanted) throw new EngineError('storage_corrupt', `Step "${outcome.stepId}" had ${count} items, and the database does not hold all of them any more. Run it anew from that step.`)
      for (let start = 0; start < items.length; start += LOADED_AT_ONCE) {
        output.push(...(await Promise.all(items.slice(start, start + LOADED_AT_ONCE).map((item) => this.load(item.output)))))
      }
      errors.push(...items.map(({ error, status }) => (status === 'failed' && error !== null ? { code: error.code, message: error.message } : null)))
    }
    return { output, errors }
  }
}

/** The text of a value as far as a row holds it. */
function startOf(value: Json): { readonly text: string; readonly isAll: boolean } {
  let text = ''
  for (const piece of jsonPieces(value)) {
    text += piece
    if (text.length > INLINE_BYTES) return { text, isAll: false }
  }
  return { text, isAll: Buffer.byteLength(text) <= INLINE_BYTES }
}

/** A value as its bytes, written anew each time they are asked for: nobody holds all of them. Throws `output_too_large`. */
class BoundPieces implements Iterable<Uint8Array> {
  constructor(readonly value: Json) {}

  *[Symbol.iterator](): Generator<Uint8Array> {
    let bytes = 0
    for (const text of jsonPieces(this.value)) {
      const piece = Buffer.from(text)
      bytes += piece.byteLength
      if (bytes > MAX_OUTPUT_BYTES) throw new EngineError('output_too_large', `The value is larger than ${MAX_OUTPUT_BYTES / 1024 / 1024} MiB as JSON, which is the most that a step may give out. Write it to a file and give out its path.`)
      yield piece
    }
  }
}

/** Spares the common case a serialisation. */
const isSmall = (value: Json): boolean => weightWithin(value, INLINE_BYTES / MOST_BYTES_A_CHARACTER, USUAL_DEPTH) > 0

/** As JSON: `\u001f` */
const MOST_BYTES_A_CHARACTER = 6
/** Of each value beside the characters of its texts. */
const PART_WEIGHT = 32
/** What nests deeper is looked at more closely. */
const USUAL_DEPTH = 20

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** What is left of a weight when the value is taken from it; none as soon as it does not fit, however large the rest is. */
function weightWithin(value: Json, weight: number, depth: number): number {
  if (typeof value === 'string') return weight - value.length - PART_WEIGHT
  let left = weight - PART_WEIGHT
  if (typeof value !== 'object' || value === null || left <= 0) return left
  if (depth === 0) return 0
  if (isList(value)) {
    for (const item of value) {
      left = weightWithin(item, left, depth - 1)
      if (left <= 0) return 0
    }
    return left
  }
  for (const [name, part] of Object.entries(value)) {
    left = weightWithin(part, left - name.length, depth - 1)
    if (left <= 0) return 0
  }
  return left
}
