import type { ServerResponse } from 'node:http'
import type { Json } from '../../contract/json'
import { EngineError, toEngineError } from '../../core/shared/engine-error'
import type { CallContext } from '../context'
import { rateLimit } from './rate-limit'
import { sendJson } from './responses'

/** Anyone on this computer may ask, and each answer reads the database. */
const ASKED = { burst: 30, perSecond: 10 }

/**
 * Whether the engine can work now, by a round trip to the database: 200, or 503 with the code of what is in the way. No more
 * than the code, since whoever asks need not have the token.
 */
export function readiness(now: () => number): (response: ServerResponse, context: CallContext | null) => Promise<void> {
  const mayAsk = rateLimit(ASKED, now)
  return async (response, context) => {
    if (!mayAsk()) throw new EngineError('too_many_requests', 'Too many asked lately. Once a second is enough.')
    const code = await inTheWay(context)
    const told: Json = { status: code === null ? 'ready' : 'degraded', timestamp: new Date(now()).toISOString() }
    sendJson(response, code === null ? 200 : 503, code === null ? told : { ...told, code })
  }
}

async function inTheWay(context: CallContext | null): Promise<string | null> {
  if (context === null) return 'engine_unavailable'
  if (context.services.stopping.aborted) return 'engine_stopping'
  try {
    const { health } = await context.services.status()
    return health.state === 'ok' ? null : health.error.code
  } catch (thrown) {
    return toEngineError(thrown).code
  }
}
