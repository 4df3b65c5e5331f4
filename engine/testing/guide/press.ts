import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import * as z from 'zod'

/** One request, in the order in which they came. */
export interface PressRequest {
  readonly text: string
  readonly key: string
}

/** The service `press` of the guide: prints a text, which is to say that it answers with it. */
export interface Press {
  readonly url: string
  readonly requests: readonly PressRequest[]
  /** Those that it has not answered yet. */
  inside(): readonly string[]
  /** How many there were at most. */
  readonly most: number
  /** From now on nothing is answered until it is let go. */
  hold(): void
  /** Answers those that are held, or only those of these texts. */
  release(...texts: readonly string[]): void
  /** Answers all that are held, and whoever comes. */
  open(): void
  /** From now on, or until it is mended: refuses these texts, each so many times. */
  refuse(text: string, times: number, status?: number): void
  /** As if it had just begun. */
  reset(): void
  close(): Promise<void>
}

interface Held {
  readonly text: string
  readonly response: ServerResponse
}

const asked = z.looseObject({ text: z.string().default('') })

export async function startPress(): Promise<Press> {
  const requests: PressRequest[] = []
  const held = new Set<Held>()
  const refusals = new Map<string, { left: number; readonly status: number }>()
  let isHolding = false
  let most = 0
  const answer = (waiting: Held) => {
    held.delete(waiting)
    waiting.response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ printed: waiting.text }))
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { text } = asked.parse(JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}'))
      requests.push({ text, key: String(request.headers['idempotency-key']) })
      const refusal = refusals.get(text)
      if (refusal !== undefined && refusal.left-- > 0) return void response.writeHead(refusal.status).end()
      const waiting = { text, response }
      held.add(waiting)
      most = Math.max(most, held.size)
      response.on('close', () => held.delete(waiting))
      if (!isHolding) answer(waiting)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the press listens on no port')
  const release = (...texts: readonly string[]) => {
    for (const waiting of held) if (texts.length === 0 || texts.includes(waiting.text)) answer(waiting)
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    inside: () => [...held].map(({ text }) => text),
    get most() {
      return most
    },
    hold: () => void (isHolding = true),
    release,
    open() {
      isHolding = false
      release()
    },
    refuse: (text, times, status = 503) => void refusals.set(text, { left: times, status }),
    reset() {
      isHolding = false
      release()
      requests.length = 0
      refusals.clear()
      most = 0
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
