import type { Terminal } from '../terminal'

const REDRAW_EVERY_MS = 100

const CSI = `${String.fromCodePoint(0x1b)}[`
const HIDE_CURSOR = `${CSI}?25l`
const SHOW_CURSOR = `${CSI}?25h`
/** Lines that are longer than the screen is wide end at its edge, or the count of drawn lines would be wrong. */
const NO_WRAP = `${CSI}?7l`
const WRAP = `${CSI}?7h`
const CLEAR_BELOW = `${CSI}J`

/** What puts `lines` in the place of as many lines as were drawn before. */
export function overdraw(drawn: number, lines: readonly string[]): string {
  const up = drawn === 0 ? '' : `${CSI}${drawn}A`
  return `${up}\r${CLEAR_BELOW}${lines.map((line) => `${line}\n`).join('')}`
}

/** Lines at the bottom of a terminal that are drawn anew while things change. */
export class LiveScreen {
  readonly #terminal: Terminal
  readonly #lines: () => readonly string[]
  readonly #timer: NodeJS.Timeout
  readonly #restore = () => this.#terminal.write(SHOW_CURSOR + WRAP)
  #drawn: readonly string[] = []

  constructor(terminal: Terminal, lines: () => readonly string[]) {
    this.#terminal = terminal
    this.#lines = lines
    // However the process ends, the terminal is as it was.
    process.once('exit', this.#restore)
    terminal.write(HIDE_CURSOR + NO_WRAP)
    this.#timer = setInterval(() => this.#draw(), REDRAW_EVERY_MS)
  }

  #draw(): void {
    const lines = this.#lines()
    if (lines.join('\n') === this.#drawn.join('\n')) return
    this.#terminal.write(overdraw(this.#drawn.length, lines))
    this.#drawn = lines
  }

  /** Puts a remark above, where it stays. */
  above(text: string): void {
    this.#terminal.write(overdraw(this.#drawn.length, []))
    this.#drawn = []
    this.#terminal.note(text)
    this.#draw()
  }

  /** Leaves these lines as the last ones. */
  end(lines: readonly string[]): void {
    clearInterval(this.#timer)
    this.#terminal.write(overdraw(this.#drawn.length, lines))
    this.#restore()
    process.off('exit', this.#restore)
  }
}
