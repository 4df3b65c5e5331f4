import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Provider } from './chat'
import { MalformedReply } from './reply-json'

/** Providers send a word or a few at a time. A piece is read at one go, on the thread of the engine. */
const MAX_PIECE = 128 * 1024

/**
 * The pieces of a reply, however the network cut it. Only whole ones are given out: what the end cuts off is no piece, since
 * nobody can tell what more would have come.
 */
export async function* replyPieces(body: AsyncIterable<Uint8Array>, framing: Provider['framing']): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  const split = framing === 'events' ? events() : lines()
  for await (const chunk of body) {
    for (const piece of split(decoder.decode(chunk, { stream: true }))) {
      if (piece.length > MAX_PIECE) throw tooLong()
      yield piece
    }
  }
}

const tooLong = (cause?: unknown): MalformedReply => new MalformedReply(`it has a piece of more than ${MAX_PIECE} characters`, { cause })

type Split = (text: string) => string[]

/** The data of server-sent events; comments and other fields are left out. */
function events(): Split {
  let found: string[] = []
  const parser = createParser({ onEvent: ({ data }: EventSourceMessage) => found.push(data), maxBufferSize: MAX_PIECE })
  return (text) => {
    found = []
    try {
      parser.feed(text)
    } catch (cause) {
      throw tooLong(cause)
    }
    return found
  }
}

function lines(): Split {
  let rest = ''
  return (text) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > MAX_PIECE) throw tooLong()
    return parts.filter((part) => part.trim() !== '')
  }
}
