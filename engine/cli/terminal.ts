import { createColors } from 'picocolors'

export type Colours = ReturnType<typeof createColors>

/** Where a command writes: results to stdout, remarks and errors to stderr. */
export interface Terminal {
  /** stdout is a screen that can be drawn over. */
  readonly live: boolean
  /** They colour nothing where colours are not wanted. */
  readonly colours: Colours
  readonly columns: number
  readonly rows: number
  write(text: string): void
  line(text: string): void
  note(text: string): void
  /** Resolves when what was written is on its way, so that a slow reader is not run over. */
  drained(): Promise<void>
  /** Aborted when nothing more reaches stdout: whoever read it has gone (`… | head`), or it cannot be written. */
  readonly readerGone: AbortSignal
  /** Resolves when all of stdout is written; to what kept it from that, unless its reader had just enough. */
  flushed(): Promise<Error | null>
}

interface Streams {
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
}

const USUAL = { columns: 80, rows: 24 }

export function openTerminal({ stdout, stderr, env }: Streams): Terminal {
  const gone = new AbortController()
  let fault: Error | null = null
  // Without a reader there is nothing to tell; the command decides whether there is something left to do.
  stdout.on('error', (error: Error) => {
    if (!isBrokenPipe(error)) fault ??= error
    gone.abort()
  })
  // Nowhere is left to tell of it, and results may still have somebody who reads them.
  stderr.on('error', () => undefined)
  const write = (text: string) => {
    if (!gone.signal.aborted) stdout.write(text)
  }
  // Undefined where it is no terminal.
  const live = Boolean(stdout.isTTY) && env['TERM'] !== 'dumb'
  return {
    live,
    colours: createColors(live && (env['NO_COLOR'] ?? '') === ''),
    get columns() {
      return stdout.columns > 0 ? stdout.columns : USUAL.columns
    },
    get rows() {
      return stdout.rows > 0 ? stdout.rows : USUAL.rows
    },
    write,
    line: (text) => write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    async drained() {
      if (!stdout.writableNeedDrain || gone.signal.aborted) return
      await new Promise<void>((resolve) => {
        stdout.once('drain', resolve)
        gone.signal.addEventListener('abort', () => resolve(), { once: true })
      })
    },
    readerGone: gone.signal,
    async flushed() {
      // Errors come some time after the write; this one comes behind all that were asked for.
      if (!gone.signal.aborted) await new Promise<void>((resolve) => stdout.write('', () => resolve()))
      if (!gone.signal.aborted) await new Promise<void>((resolve) => setImmediate(resolve))
      return fault
    },
  }
}

const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE'
