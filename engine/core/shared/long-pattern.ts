/**
 * A pattern that is followed from its head on: how much of its beginning the text has just shown, character by
 * character. By its borders, as Knuth, Morris and Pratt do (Fast pattern matching in strings, SIAM Journal on Computing
 * 6(2), 1977), so that nothing is read twice.
 */
export class LongPattern {
  readonly #text: string
  #followed: Followed | null = null

  constructor(text: string) {
    this.#text = text
  }

  /** How much of the beginning there is after one more character, when there was so much before. */
  next(length: number, character: number): number {
    return next(this.#follow(), length, character)
  }

  /** Where the whole of it first stands in a text, from a place on; -1 when it does not. */
  placeIn(text: string, from: number): number {
    const followed = this.#follow()
    const whole = followed.characters.length
    let length = 0
    for (let at = from; at < text.length; at++) {
      length = next(followed, length, text.charCodeAt(at))
      if (length === whole) return at + 1 - whole
    }
    return -1
  }

  #follow(): Followed {
    this.#followed ??= follow(this.#text)
    return this.#followed
  }
}

/** Made when the pattern is first met. */
interface Followed {
  readonly characters: Uint16Array
  /** For each shorter beginning, the longest one of those before it that it also ends with. */
  readonly borders: Int32Array
  borderOfWhole: number
}

function next({ characters, borders, borderOfWhole }: Followed, length: number, character: number): number {
  let at = length
  // After the whole pattern stands no character, so it goes on with its border.
  while (at > 0 && characters[at] !== character) at = borders[at] ?? borderOfWhole
  return characters[at] === character ? at + 1 : 0
}

/** The pattern is followed in itself: what has been found so far is all that the next one needs. */
function follow(text: string): Followed {
  const followed = { characters: new Uint16Array(text.length), borders: new Int32Array(text.length), borderOfWhole: 0 }
  for (let at = 0; at < text.length; at++) followed.characters[at] = text.charCodeAt(at)
  let border = 0
  for (let at = 1; at < text.length; at++) {
    followed.borders[at] = border
    border = next(followed, border, text.charCodeAt(at))
  }
  followed.borderOfWhole = border
  return followed
}
