/**
 * A pattern that is followed from its head on: how much of its beginning the text has just shown, character by
 * character. By its borders, as Knuth, Morris and Pratt do (Fast pattern matching in strings, SIAM Journal on Computing
 * 6(2), 1977), so that nothing is read twice.
 */
export class LongPattern {
  readonly #text: string
  /** For each beginning, the longest shorter one that it also ends with. Made when the head is first met. */
  #borders: Int32Array | null = null

  constructor(text: string) {
    this.#text = text
  }

  /** How much of the beginning there is after one more character, when there was so much before. */
  next(length: number, character: number): number {
    this.#borders ??= bordersOf(this.#text)
    let at = length === this.#text.length ? (this.#borders[length] ?? 0) : length
    while (at > 0 && this.#text.charCodeAt(at) !== character) at = this.#borders[at] ?? 0
    return this.#text.charCodeAt(at) === character ? at + 1 : 0
  }
}

function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length + 1)
  let border = 0
  for (let at = 1; at < text.length; at++) {
    while (border > 0 && text.charCodeAt(at) !== text.charCodeAt(border)) border = borders[border] ?? 0
    if (text.charCodeAt(at) === text.charCodeAt(border)) border++
    borders[at + 1] = border
  }
  return borders
}
