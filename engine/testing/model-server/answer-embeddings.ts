import type { ServerResponse } from 'node:http'
import type { Behaviour } from './behaviour'
import { type EmbeddingRequest, embeddingReply } from './embeddings'
import type { Pace } from './pace'

/** Pieces that a slow reply comes in. */
const PIECES = 20

/** Answers with embeddings, or in the way of a fault that they share with chats. A status is answered elsewhere. */
export async function answerEmbeddings(response: ServerResponse, request: Omit<EmbeddingRequest, 'closedAt'>, behaviour: Behaviour, pace: Pace): Promise<void> {
  const reply = embeddingReply(request, !(behaviour.kind === 'answer' && behaviour.usage === false))
  const begin = () => response.writeHead(200, { 'content-type': 'application/json' })
  switch (behaviour.kind) {
    case 'silent':
      return
    case 'malformed':
    case 'cut-after-finish':
    case 'no-end':
      begin()
      return void response.end(reply.slice(0, -9))
    case 'cut':
      begin()
      response.flushHeaders()
      response.write(reply.slice(0, behaviour.afterBytes), () => (behaviour.clean === true ? response.end() : response.socket?.destroy()))
      return
    case 'error-inside':
      begin()
      return void response.end(
        JSON.stringify({ error: request.provider === 'ollama' ? behaviour.message : { type: behaviour.type, message: behaviour.message } }),
      )
    case 'keep-alive':
      begin()
      return inPieces(
        response,
        Array.from({ length: 10_000 }, () => ' '),
        pace,
      )
    default:
      begin()
      return inPieces(response, piecesOf(reply, pace.isSlow ? PIECES : 1), pace)
  }
}

function piecesOf(text: string, count: number): string[] {
  const length = Math.ceil(text.length / count)
  return Array.from({ length: count }, (_, index) => text.slice(index * length, (index + 1) * length))
}

async function inPieces(response: ServerResponse, pieces: readonly string[], pace: Pace): Promise<void> {
  for (const piece of pieces) {
    if (response.destroyed) return
    response.write(piece)
    await pace.wait()
  }
  response.end()
}
