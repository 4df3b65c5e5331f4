import type { WebSocket } from 'ws'

/** Beats without an answer, and the link is as good as lost. */
export const SILENCES = 3

/**
 * Ends the link to an owner that has fallen silent, as one that was stopped does: whoever waits for it looks for it anew. Beats
 * are counted, not time: it may be this process that was stopped.
 */
export function endWhenSilent(socket: WebSocket, beatMs: number): void {
  let silences = 0
  const heard = () => (silences = 0)
  socket.on('pong', heard)
  // A large answer keeps the one to a beat waiting behind it.
  socket.on('message', heard)
  const beat = setInterval(() => {
    if (silences >= SILENCES) return socket.terminate()
    silences += 1
    socket.ping()
  }, beatMs)
  socket.once('close', () => clearInterval(beat))
}
