import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

interface VirtualScreen {
  /** What DISPLAY calls it. */
  readonly display: string
  close(): Promise<void>
}

/** As large as the one that all tests share, and alone: its windows take the focus and the clipboard from nobody else's. */
export async function openVirtualScreen(): Promise<VirtualScreen> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  const number = server.stdio[3]
  if (!(number instanceof Readable)) throw new Error('Xvfb was started without a pipe to say its number to.')
  const failed = ended.then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code} before it had a screen.`)))
  const [line] = await Promise.race([once(createInterface({ input: number }), 'line'), failed])
  return {
    display: `:${String(line)}`,
    close: async () => {
      server.kill()
      await ended
    },
  }
}
