import type { Masker, MaskStream } from '../../ports/secrets'
import { newReading, PatternAutomaton } from './pattern-automaton'
import { spellingsOf } from './spellings'

/** What stands in the place of a secret. */
export const MASK = '•••'

/** Finds these secrets in every spelling; with none it is idle and gives text back as it is. */
export function createMasker(secrets: Iterable<string>): Masker {
  const spellings = new Set<string>()
  for (const secret of secrets) for (const spelling of spellingsOf(secret)) spellings.add(spelling)
  if (spellings.size === 0) return IDLE
  const automaton = new PatternAutomaton(spellings)
  return {
    isIdle: false,
    mask(text) {
      const found = new Covered()
      automaton.scan(text, 0, newReading(), (end, length) => found.add(end - length, end))
      return found.isEmpty ? text : found.give(text, text.length)
    },
    stream: () => new AutomatonStream(automaton),
  }
}

const IDLE: Masker = {
  isIdle: true,
  mask: (text) => text,
  stream: () => ({ push: (text) => text, end: () => '' }),
}

/** Gives out what can no longer become part of a secret. */
class AutomatonStream implements MaskStream {
  readonly #automaton: PatternAutomaton
  readonly #covered = new Covered()
  readonly #reading = newReading()
  #held = ''

  constructor(automaton: PatternAutomaton) {
    this.#automaton = automaton
  }

  push(piece: string): string {
    const text = this.#held + piece
    this.#automaton.scan(text, this.#held.length, this.#reading, (end, length) => this.#covered.add(end - length, end))
    const settled = text.length - this.#automaton.undecided(this.#reading)
    this.#held = text.slice(settled)
    return this.#covered.give(text, settled)
  }

  end(): string {
    const rest = this.#covered.give(this.#held, this.#held.length)
    this.#held = ''
    return rest
  }
}

interface Stretch {
  from: number
  to: number
  /** Its mask has been given out; what is left of it follows without another. */
  told: boolean
}

/** The parts of a text that are secrets, in order; those that overlap are one. */
class Covered {
  #stretches: Stretch[] = []

  get isEmpty(): boolean {
    return this.#stretches.length === 0
  }

  /** To be called with growing ends. What began in text that was given out was masked there, and goes on. */
  add(from: number, to: number): void {
    const stretch = { from: Math.max(0, from), to, told: from < 0 }
    for (let last = this.#stretches.at(-1); last !== undefined && last.to > stretch.from; last = this.#stretches.at(-1)) {
      stretch.from = Math.min(stretch.from, last.from)
      stretch.told ||= last.told
      this.#stretches.pop()
    }
    this.#stretches.push(stretch)
  }

  /** The text up to there, masked. What is covered beyond stays, counted from there. */
  give(text: string, until: number): string {
    let given = ''
    let at = 0
    const beyond: Stretch[] = []
    for (const { from, to, told } of this.#stretches) {
      if (from > until) {
        beyond.push({ from: from - until, to: to - until, told: false })
        continue
      }
      given += text.slice(at, from)
      if (!told) given += MASK
      at = Math.min(to, until)
      if (to > until) beyond.push({ from: 0, to: to - until, told: true })
    }
    this.#stretches = beyond
    return given + text.slice(at, until)
  }
}
