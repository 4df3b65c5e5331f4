import { MAX_LOG_LINE, type LogLevel } from '../contract/log'
import { splitCutLine } from '../core/secrets/cut-line'
import type { Bus } from '../ports/bus'
import type { Clock } from '../ports/clock'
import type { Logger } from '../ports/logger'
import type { LogEntry } from '../ports/records'
import type { Masker } from '../ports/secrets'
import type { UnitOfWork } from '../ports/unit-of-work'
import { logChunks } from './log-chunks'

export interface LogSource {
  readonly runId: string
  readonly stepRunId: string
  readonly stepId: string
  readonly itemIndex: number | null
  readonly attempt: number
}

interface Pending {
  readonly source: LogSource
  readonly entries: LogEntry[]
}

interface Dropped {
  readonly source: LogSource
  lines: number
}

export interface LogWriterDeps {
  readonly unitOfWork: UnitOfWork
  readonly bus: Bus
  readonly clock: Clock
  readonly logger: Logger
  /** Of the secrets that there are now. */
  masker(): Masker
}

/** Lines wait at most this long before they are written, so that a burst costs one transaction. */
const FLUSH_AFTER_MS = 50
/** What may wait for a slow or full disk (characters); beyond it lines are dropped, and the log says how many. */
const MAX_WAITING = 16 * 1024 * 1024
/** What a line takes beside its text (characters), so that empty ones are not free. */
const LINE_TAKES = 64

/** Gathers log lines and writes them in chunks, numbered within their run. Never blocks whoever logs. */
export class LogWriter {
  readonly #deps: LogWriterDeps
  readonly #pending = new Map<string, Pending>()
  readonly #dropped = new Map<string, Dropped>()
  #waiting = 0
  #cancelFlush: (() => void) | null = null

  constructor(deps: LogWriterDeps) {
    this.#deps = deps
  }

  add(source: LogSource, level: LogLevel, text: string): void {
    const masker = this.#deps.masker()
    const lines = masker.isIdle ? linesOf(text) : maskedLines(text, masker)
    for (const line of lines) this.#addLine(source, level, line)
    this.#flushSoon()
  }

  #flushSoon(): void {
    this.#cancelFlush ??= this.#deps.clock.callAt(this.#deps.clock.now() + FLUSH_AFTER_MS, () => void this.flush())
  }

  #addLine(source: LogSource, level: LogLevel, line: string): void {
    if (this.#isFull()) return this.#drop(source)
    this.#sayDropped(this.#dropped.get(source.stepRunId))
    const text = isTooLong(line) ? `${line.slice(0, MAX_LOG_LINE)} … (${line.length - MAX_LOG_LINE} more characters were cut)` : line
    this.#keep(source, { at: this.#deps.clock.now(), level, text })
  }

  #keep(source: LogSource, entry: LogEntry): void {
    this.#waiting += takenBy(entry)
    const known = this.#pending.get(source.stepRunId)
    if (known === undefined) this.#pending.set(source.stepRunId, { source, entries: [entry] })
    else known.entries.push(entry)
  }

  /** Hands everything gathered to the unit of work; what is committed after this call comes after these lines. */
  flush(): Promise<void> {
    this.#cancelFlush?.()
    this.#cancelFlush = null
    // Full and nothing new: what is dropped while the disk stands still is told when it moves, and once.
    if (this.#pending.size > 0 || !this.#isFull()) for (const dropped of this.#dropped.values()) this.#sayDropped(dropped)
    if (this.#pending.size === 0) return Promise.resolve()
    const batch = [...this.#pending.values()]
    this.#pending.clear()
    const taken = batch.reduce((sum, { entries }) => sum + entries.reduce((all, entry) => all + takenBy(entry), 0), 0)
    return this.#write(batch).finally(() => {
      this.#waiting -= taken
      if (this.#dropped.size > 0) this.#flushSoon()
    })
  }

  #isFull(): boolean {
    return this.#waiting > MAX_WAITING
  }

  #drop(source: LogSource): void {
    const known = this.#dropped.get(source.stepRunId)
    if (known === undefined) this.#dropped.set(source.stepRunId, { source, lines: 1 })
    else known.lines++
  }

  #sayDropped(dropped: Dropped | undefined): void {
    if (dropped === undefined) return
    const { source, lines } = dropped
    this.#dropped.delete(source.stepRunId)
    this.#keep(source, { at: this.#deps.clock.now(), level: 'warn', text: `${lines} lines were dropped here: they came faster than the disk takes them.` })
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const { unitOfWork, bus, logger } = this.#deps
    try {
      await unitOfWork.run(async (tx) => {
        for (const { source, entries } of batch) {
          let firstSeq = await tx.runs.reserveLogSeq(source.runId, entries.length)
          for (const lines of logChunks(entries)) {
            await tx.logs.append({ ...source, firstSeq, lines })
            firstSeq += lines.length
          }
        }
        tx.afterCommit(() => {
          for (const runId of new Set(batch.map(({ source }) => source.runId))) bus.publish({ type: 'log', runId })
        })
      })
    } catch (thrown) {
      const lines = batch.reduce((sum, { entries }) => sum + entries.length, 0)
      logger.error('log lines could not be written', { lines, reason: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }
}

const takenBy = ({ text }: LogEntry): number => text.length + LINE_TAKES

/** What was cut already is as long as it may be, and says so behind that. */
const isTooLong = (line: string): boolean => line.length > MAX_LOG_LINE && (splitCutLine(line)?.shown ?? line).length > MAX_LOG_LINE

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/)

/** The text as a whole first, since a secret may have several lines. */
const maskedLines = (text: string, masker: Masker): readonly string[] => linesOf(masker.mask(text)).map((line) => withoutTornSecret(line, masker))

/** A line that was cut may end with the beginning of a secret: whatever could be one is left out. */
function withoutTornSecret(line: string, masker: Masker): string {
  const cut = splitCutLine(line)
  return cut === null ? line : masker.stream().push(cut.shown) + cut.note
}
