import type { LogLevel } from '../contract/log'
import type { Masker, MaskStream } from '../ports/secrets'
import type { LiveTextBoard, LiveTextWriter } from './live-text-board'
import type { LogSource, LogWriter } from './log-writer'

/** A line without an end is logged in pieces of this length (characters). */
const LONGEST_PIECE = 4000
/** Of one attempt's text in the log. */
const MOST_LINES = 10_000

/** What an attempt gives out piece by piece: shown at once, logged line by line, with secrets masked over the borders of pieces. */
export class AttemptOutput {
  readonly #source: LogSource
  readonly #logs: LogWriter
  readonly #board: LiveTextBoard
  readonly #masker: () => Masker
  #live: { readonly writer: LiveTextWriter; masker: Masker; mask: MaskStream } | null = null
  #line = ''
  #lines = 0

  constructor(source: LogSource, { logs, board, masker }: { logs: LogWriter; board: LiveTextBoard; masker: () => Masker }) {
    this.#source = source
    this.#logs = logs
    this.#board = board
    this.#masker = masker
  }

  log(level: LogLevel, text: string): void {
    this.#logs.add(this.#source, level, text)
  }

  stream(text: string): void {
    const masker = this.#masker()
    this.#live ??= { writer: this.#board.open(this.#source.stepRunId, this.#source.attempt), masker, mask: masker.stream() }
    const { writer, mask } = this.#live
    if (this.#live.masker === masker) return this.#show(writer, mask.push(text))
    // A secret has come or changed meanwhile: what was held back may be the beginning of it.
    const next = masker.stream()
    this.#live = { writer, masker, mask: next }
    this.#show(writer, next.push(mask.end() + text))
  }

  /** Nothing is held back any more. */
  end(): void {
    if (this.#live === null) return
    this.#show(this.#live.writer, this.#live.mask.end())
    if (this.#line !== '') this.#logLine(this.#line)
    this.#line = ''
    this.#live.writer.end()
    this.#live = null
  }

  #show(writer: LiveTextWriter, text: string): void {
    if (text === '') return
    writer.add(text)
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    for (const line of lines) this.#logLine(line)
    for (; this.#line.length > LONGEST_PIECE; this.#line = this.#line.slice(LONGEST_PIECE)) this.#logLine(this.#line.slice(0, LONGEST_PIECE))
  }

  #logLine(line: string): void {
    this.#lines += 1
    if (this.#lines <= MOST_LINES) this.log('info', line)
    else if (this.#lines === MOST_LINES + 1) this.log('warn', `More than ${MOST_LINES} lines came; the rest is not in the log.`)
  }
}
