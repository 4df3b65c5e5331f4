import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { EngineError } from '../../core/shared/engine-error'
import { rateLimit } from './rate-limit'
import { readBody } from './read-body'
import { sendJson } from './responses'
import { TICKET_MS, type Tickets } from './tickets'

interface TicketRoute {
  readonly tickets: Tickets
  readonly isToken: (authorization: string | undefined) => boolean
  /** Throws when there is no engine to connect to. */
  readonly engine: () => unknown
  readonly now: () => number
}

const LONGEST_BODY = 64 * 1024
/** A page takes one for each connection, so that a person with many tabs stays far below. */
const GIVEN = { burst: 60, perSecond: 10 }
/** Counted apart, so that whoever guesses keeps nobody out who knows. */
const REFUSED = { burst: 20, perSecond: 1 }

const nothingMore = z.strictObject({})

/** Gives a ticket to whoever brings the token. Throws `unauthorized`, `too_many_requests`, `request_invalid`, `request_too_large`, `engine_…`. */
export function ticketRoute({ tickets, isToken, engine, now }: TicketRoute): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const mayHave = rateLimit(GIVEN, now)
  const mayGuess = rateLimit(REFUSED, now)
  return async (request, response) => {
    const knows = isToken(request.headers.authorization)
    if (!(knows ? mayHave() : mayGuess())) throw new EngineError('too_many_requests', 'Too many asked for a ticket lately. Try again in a few seconds.')
    if (!knows) throw new EngineError('unauthorized', 'The token is missing or not the one of this server.')
    // A form of another page could send anything else without asking first.
    if (!/^application\/json(;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new EngineError('request_invalid', 'The content type must be application/json.')
    if (!nothingMore.safeParse(parse(await readBody(request, LONGEST_BODY))).success)
      throw new EngineError('request_invalid', 'The request must be an empty JSON object, {}.')
    engine()
    sendJson(response, 201, { ticket: tickets.give(), validMs: TICKET_MS })
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // No JSON is not what the schema asks for either.
    return undefined
  }
}
