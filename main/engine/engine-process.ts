import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron'
import type { ErrorInfo } from '../../engine/contract/errors'
import { LastLines } from './last-lines'
import { type EngineProcessConfig, fromEngine, type ToEngine } from './messages'
import { Pulse } from './pulse'

/** A large database may have to be moved to a new schema first; past this the process is taken for stuck. */
const START_LIMIT_MS = 5 * 60_000

/** How many lines of what it wrote to stderr are kept to explain its end. */
const STDERR_LINES = 40

export interface EngineLife {
  /** Gives the engine a port to serve the contract on. */
  connect(port: MessagePortMain): void
  /** Asks it to finish, kills it after the limit, and resolves when the process is gone. */
  stop(limitMs: number): Promise<void>
  /** Ends it at once, without asking; `reason` is what its ending says. */
  kill(reason: ErrorInfo): void
}

export interface EngineEnding {
  /** What it said before it ended, or why it was killed; null when it ended without a word. */
  readonly refusal: ErrorInfo | null
  readonly exitCode: number
  /** How long it was live (ms); 0 when it never was. */
  readonly liveMs: number
  readonly stderr: string
}

export interface EngineProcessParts {
  readonly program: string
  readonly config: EngineProcessConfig
  /** Called when it is ready, and when it answers again after a silence. */
  onLive(): void
  /** It lives, and has not answered for a while. */
  onSilent(): void
  /** Called exactly once, whatever ended it. */
  onEnd(ending: EngineEnding): void
}

/** One life of the engine's process, from fork to exit. */
export function startEngineProcess({ program, config, onLive, onSilent, onEnd }: EngineProcessParts): EngineLife {
  const child = utilityProcess.fork(program, [], { stdio: 'pipe', serviceName: 'Signalbox engine' })
  const stderr = new LastLines(STDERR_LINES)
  let liveSince: number | null = null
  let refusal: ErrorInfo | null = null

  const tell = (message: ToEngine, ports: MessagePortMain[] = []) => child.postMessage(message, ports)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const killFor = (reason: ErrorInfo) => {
    refusal = reason
    kill(child)
  }
  const startLimit = setTimeout(() => {
    killFor({ code: 'engine_unavailable', message: `The engine was not ready ${START_LIMIT_MS / 60_000} minutes after its start and was stopped.` })
  }, START_LIMIT_MS)
  const pulse = new Pulse({ every, ask: () => tell({ type: 'pulse' }), silent: onSilent, back: onLive })

  child.stderr?.setEncoding('utf8').on('data', (piece: string) => stderr.add(piece))
  // Nobody reads it, but a full pipe would hold the engine up.
  child.stdout?.resume()
  child.on('message', (message: unknown) => {
    const heard = fromEngine.parse(message)
    clearTimeout(startLimit)
    switch (heard.type) {
      case 'failed':
        return killFor(heard.error)
      case 'alive':
        return pulse.answered()
      case 'ready':
        liveSince = performance.now()
        pulse.start()
        return onLive()
    }
  })
  child.once('exit', (exitCode) => {
    clearTimeout(startLimit)
    pulse.stop()
    onEnd({ refusal, exitCode, liveMs: liveSince === null ? 0 : performance.now() - liveSince, stderr: stderr.text })
  })

  tell({ type: 'start', config })
  return {
    connect: (port) => tell({ type: 'port' }, [port]),
    kill: killFor,
    stop: async (limitMs) => {
      pulse.stop()
      tell({ type: 'stop' })
      const limit = setTimeout(() => kill(child), limitMs)
      await ended
      clearTimeout(limit)
    },
  }
}

function every(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms)
  return () => clearInterval(timer)
}

/** Without asking: a process that hangs does not answer a request to end either. */
function kill(child: UtilityProcess): void {
  // Without an id it has not been spawned yet, or has ended.
  if (child.pid === undefined) return void child.kill()
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    // It ended by itself a moment ago; `exit` is on its way.
  }
}
