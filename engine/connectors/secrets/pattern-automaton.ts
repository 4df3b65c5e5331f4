import { LongPattern } from '../../core/shared/long-pattern'

/** Called with growing ends for each place where a pattern ends, or a long one goes on: where, and how far back it began. */
export type OnMatch = (end: number, length: number) => void

const ROOT = 0
/** A longer pattern is found by so much of its beginning, and followed from there: it costs no more than its head. */
const HEAD = 64
/** Characters for which the first step is a look into a table. */
const DIRECT = 256

interface Followed {
  readonly pattern: LongPattern
  length: number
}

/** How far a text has been read. */
export interface Reading {
  state: number
  following: Followed[]
}

export const newReading = (): Reading => ({ state: ROOT, following: [] })

/**
 * Finds many patterns in one pass, in time proportional to the text whatever the patterns are: the automaton of Aho and
 * Corasick (Efficient string matching: an aid to bibliographic search, Communications of the ACM 18(6), 1975).
 * A state is the longest end of the text so far that is the beginning of a pattern. Of a pattern longer than its head every
 * beginning counts as found that has the head, so that what was cut off is no way out.
 */
export class PatternAutomaton {
  /** By state: how many characters it stands for, where to go on when the next does not fit, and the longest pattern that ends here (0: none). */
  readonly #depth: Int32Array
  readonly #fallback: Int32Array
  readonly #ends: Int32Array
  /** First steps from the root, and all others: an open hash table of (state, character) → state. */
  readonly #first = new Int32Array(DIRECT)
  readonly #edges: Edges
  /** By the state at the end of their head. */
  readonly #long = new Map<number, LongPattern[]>()
  #states = 1

  constructor(patterns: Iterable<string>) {
    const all = [...patterns].filter((pattern) => pattern !== '')
    const most = all.reduce((sum, { length }) => sum + Math.min(length, HEAD), 1)
    this.#depth = new Int32Array(most)
    this.#fallback = new Int32Array(most)
    this.#ends = new Int32Array(most)
    this.#edges = new Edges(most)
    const parents = new Int32Array(most)
    const characters = new Uint16Array(most)
    for (const pattern of all) this.#insert(pattern, parents, characters)
    this.#connect(parents, characters)
  }

  /** Reads on, from this place in the text. */
  scan(text: string, from: number, reading: Reading, onMatch: OnMatch): void {
    const ends = this.#ends
    let { state } = reading
    for (let at = from; at < text.length; at++) {
      const character = text.charCodeAt(at)
      state = this.#next(state, character)
      if (reading.following.length > 0) follow(reading, character, at + 1, onMatch)
      const length = ends[state] ?? 0
      if (length === 0) continue
      onMatch(at + 1, length)
      if (length === HEAD) this.#begin(reading, state)
    }
    reading.state = state
  }

  /** How many characters at the end of what was read may be the beginning of a pattern, or of a head. */
  undecided({ state }: Reading): number {
    return this.#depth[state] ?? 0
  }

  #begin({ following }: Reading, state: number): void {
    for (const pattern of this.#long.get(state) ?? []) {
      if (!following.some((each) => each.pattern === pattern)) following.push({ pattern, length: HEAD })
    }
  }

  #next(state: number, character: number): number {
    for (let at = state; at !== ROOT; at = this.#fallback[at] ?? ROOT) {
      const to = this.#edges.get(at, character)
      if (to !== ROOT) return to
    }
    return character < DIRECT ? (this.#first[character] ?? ROOT) : this.#edges.get(ROOT, character)
  }

  #insert(pattern: string, parents: Int32Array, characters: Uint16Array): void {
    const length = Math.min(pattern.length, HEAD)
    let state = ROOT
    for (let at = 0; at < length; at++) {
      const character = pattern.charCodeAt(at)
      const known = this.#edges.get(state, character)
      if (known !== ROOT) {
        state = known
        continue
      }
      const added = this.#states++
      this.#edges.set(state, character, added)
      if (state === ROOT && character < DIRECT) this.#first[character] = added
      parents[added] = state
      characters[added] = character
      this.#depth[added] = at + 1
      state = added
    }
    this.#ends[state] = length
    if (pattern.length > HEAD) this.#long.set(state, [...(this.#long.get(state) ?? []), new LongPattern(pattern)])
  }

  /** Shallow states first, so that each finds its fallback among those that are done. */
  #connect(parents: Int32Array, characters: Uint16Array): void {
    for (const state of this.#byDepth()) {
      const parent = parents[state] ?? ROOT
      if (state === ROOT || parent === ROOT) continue
      const fallback = this.#next(this.#fallback[parent] ?? ROOT, characters[state] ?? 0)
      this.#fallback[state] = fallback
      if (this.#ends[state] === 0) this.#ends[state] = this.#ends[fallback] ?? 0
    }
  }

  #byDepth(): Iterable<number> {
    const levels: number[][] = []
    for (let state = 0; state < this.#states; state++) (levels[this.#depth[state] ?? 0] ??= []).push(state)
    return levels.flat()
  }
}

/** What has become shorter than its head is found by the head again, when it comes. */
function follow(reading: Reading, character: number, end: number, onMatch: OnMatch): void {
  for (const followed of reading.following) {
    followed.length = followed.pattern.next(followed.length, character)
    if (followed.length >= HEAD) onMatch(end, followed.length)
  }
  reading.following = reading.following.filter(({ length }) => length >= HEAD)
}

/** An open hash table in typed arrays: a million edges are some megabytes. Nothing leads to the root, so 0 stands for no edge. */
class Edges {
  readonly #from: Int32Array
  readonly #character: Uint16Array
  readonly #to: Int32Array
  readonly #mask: number

  constructor(most: number) {
    const size = 2 ** Math.ceil(Math.log2(most * 2 + 2))
    this.#mask = size - 1
    this.#from = new Int32Array(size)
    this.#character = new Uint16Array(size)
    this.#to = new Int32Array(size)
  }

  get(from: number, character: number): number {
    return this.#to[this.#slot(from, character)] ?? 0
  }

  set(from: number, character: number, to: number): void {
    const slot = this.#slot(from, character)
    this.#from[slot] = from
    this.#character[slot] = character
    this.#to[slot] = to
  }

  /** Where the edge is, or would be. */
  #slot(from: number, character: number): number {
    let slot = (Math.imul(from, 0x9e3779b1) ^ Math.imul(character, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & this.#mask
    while (this.#to[slot] !== 0 && (this.#from[slot] !== from || this.#character[slot] !== character)) slot = (slot + 1) & this.#mask
    return slot
  }
}
