/**
 * A pattern that is followed from its head on: how much of its beginning the text has just shown, character by
 * character. By its borders, as Knuth, Morris and Pratt do (Fast pattern matching in strings, SIAM Journal on Computing
 * 6(2), 1977), so that nothing is read twice.
 */
export class LongPattern {
  readonly #text: string
  /** For each shorter beginning, the longest one of those before it that it also ends with. Made when the pattern is first met. */
  #borders: Int32Array | null = null
  #borderOfWhole = 0

  constructor(text: string) {
    this.#text = text
  }

  /** How much of the beginning there is after one more character, when there was so much before. */
  next(length: number, character: number): number {
    const borders = this.#borders ?? this.#findBorders()
    let at = length
    // After the whole pattern stands no character, so it goes on with its border.
    while (at > 0 && this.#text.charCodeAt(at) !== character) at = borders[at] ?? this.#borderOfWhole
    return this.#text.charCodeAt(at) === character ? at + 1 : 0
  }

  /** The pattern is followed in itself: what has been found so far is all that the next one needs. */
  #findBorders(): Int32Array {
    const borders = new Int32Array(this.#text.length)
    this.#borders = borders
    let border = 0
    for (let at = 1; at < this.#text.length; at++) {
      borders[at] = border
      border = this.next(border, this.#text.charCodeAt(at))
    }
    this.#borderOfWhole = border
    return borders
  }
}
