import { execFileSync } from 'node:child_process'
import { isatty, ReadStream } from 'node:tty'
import { isMainThread } from 'node:worker_threads'

const ASKED_TO_END = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** What a terminal sends for Ctrl-C when it is told not to make a signal of it. */
const CTRL_C = 3
const STDIN = 0
/** npm passes on the SIGINT that the terminal has sent to everything in the foreground: both are one press of Ctrl-C. */
const ONE_PRESS_MS = 100

/**
 * Calls back each time the command is asked to end (Ctrl-C, `kill`, a closed terminal), which then no longer ends it.
 * Returns what gives these their usual effect again.
 */
export function onInterrupt(listener: () => void): () => void {
  // Signals come to the main thread alone; in the app's own program commands run in another.
  return isMainThread ? onSignal(listener) : onKey(listener)
}

function onSignal(listener: () => void): () => void {
  let pressedAt = -Infinity
  const hear = (signal: NodeJS.Signals) => {
    const now = performance.now()
    const isSamePress = signal === 'SIGINT' && now - pressedAt < ONE_PRESS_MS
    if (isSamePress) return
    if (signal === 'SIGINT') pressedAt = now
    listener()
  }
  for (const signal of ASKED_TO_END) process.on(signal, hear)
  return () => {
    for (const signal of ASKED_TO_END) process.off(signal, hear)
  }
}

function onKey(listener: () => void): () => void {
  if (!isatty(STDIN) || !isInForeground()) return () => undefined
  const keyboard = new ReadStream(STDIN)
  keyboard.setRawMode(true)
  keyboard.on('data', (keys: Buffer) => {
    if (keys.includes(CTRL_C)) listener()
  })
  return () => {
    keyboard.setRawMode(false)
    keyboard.destroy()
  }
}

/** A job in the background that touches its terminal is stopped by the system. */
function isInForeground(): boolean {
  if (process.platform === 'win32') return true
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).includes('+')
  } catch {
    // Without `ps` it cannot be known; then Ctrl-C ends the process at once.
    return false
  }
}
