import { ORPCError } from '@orpc/client'

/** A server that is there answers within milliseconds (ms). */
const PATIENCE_MS = 10_000

/** A ticket for one connection. Rejects with an `ORPCError` that tells a server that is not there from one that refuses. */
export async function askTicket(server: string, token: string): Promise<string> {
  const answer = await post(new URL('/ticket', server), token)
  const told = await bodyOf(answer)
  if (answer.ok && typeof told['ticket'] === 'string') return told['ticket']
  throw refusal(answer, told, new URL(server).host)
}

async function post(url: URL, token: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch (cause) {
    throw new ORPCError('connection_failed', { message: `Nothing answers at ${url.host}.`, cause })
  }
}

async function bodyOf(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    // A stranger's page, or an answer that was cut: its status has to do.
    return {}
  }
}

/** Servers of ours say why, by a code of the contract and a sentence (RFC 9457). */
function refusal({ status }: Response, { code, detail }: Readonly<Record<string, unknown>>, host: string): ORPCError<string, unknown> {
  if (typeof code === 'string' && typeof detail === 'string') return new ORPCError(code, { message: detail })
  const message =
    status >= 500 || status === 429 ? `${host} refuses for the moment (HTTP ${status}).` : `What answers at ${host} is not Signalbox (HTTP ${status}).`
  return new ORPCError('http_unavailable', { message })
}
