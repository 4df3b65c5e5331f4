/** Keeps the end of a text that arrives in pieces: so many lines, none longer than a screen is wide. */
export class LastLines {
  #lines: string[] = []
  #rest = ''

  constructor(
    readonly count: number,
    readonly width = 500,
  ) {}

  add(piece: string): void {
    const lines = (this.#rest + piece).split('\n')
    this.#rest = (lines.pop() ?? '').slice(0, this.width)
    this.#lines = [...this.#lines, ...lines.map((line) => line.slice(0, this.width))].slice(-this.count)
  }

  get text(): string {
    return [...this.#lines, this.#rest]
      .filter((line) => line !== '')
      .slice(-this.count)
      .join('\n')
  }
}
