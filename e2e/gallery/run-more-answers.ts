import { setTimeout as sleep } from 'node:timers/promises'
import type { Content } from '../../engine/contract/content'
import type { LiveText } from '../../engine/contract/run'
import type { Moment } from './sample-run'

const REPLY = `Dear Mrs Hartmann,

thank you for your letter of the second of March, and for the drawings of the breakwater that came with it. The engineer has looked at both.

He agrees that the eastern arm has to be longer than was planned in 1884. With the wind from the north-east, the swell reaches the inner basin on about thirty days a year; with sixty metres more, it would be six. The stone for it lies ready at Kellersand, so that the work need not wait for the spring.

Three things are still open:

1. Who pays for the dredging that the longer arm makes necessary?
2. Can the harbour stay open while the caissons are set?
3. Is the old light to be moved, or is a second one cheaper?

We would like to settle them before the council meets on the twelfth. Would the sixth or the seventh suit you, here or in Emden?

With kind regards`

const PIECE = 6
const EVERY_MS = 40

/** A reply as it comes: most of it is there already when someone begins to look. */
export async function* replyOf(attempt: number, afterOffset: number, said: number, signal: AbortSignal | undefined): AsyncGenerator<LiveText[]> {
  let offset = Math.min(afterOffset, REPLY.length)
  const first = REPLY.slice(offset, said)
  if (first !== '') yield [{ attempt, offset, text: first }]
  offset += first.length
  while (offset < REPLY.length) {
    await sleep(EVERY_MS, undefined, { signal })
    const text = REPLY.slice(offset, offset + PIECE)
    yield [{ attempt, offset, text }]
    offset += text.length
  }
}

/** What a step that ended well gave: an answer of a model, a large list, or a few values. */
export function outputOf({ run }: Moment, kind: string, stepId: string): Content {
  if (kind === 'llm')
    return {
      kind: 'json',
      value: { text: REPLY, value: null, model: 'fast-chat', finish: 'stop', usage: { input_tokens: 3180, output_tokens: 725, estimated: false, usd: 0.0129 } },
    }
  if (stepId === 'read' || stepId === 'statistics')
    return {
      kind: 'artifact',
      sha256: run.id.replaceAll(/[^0-9a-f]/g, '').padEnd(64, '7'),
      bytes: 318_204,
      preview: '{ "pages": [ { "number": 1, "text": "Kellersand, the second of March 1887 …',
    }
  return { kind: 'json', value: { title: 'Report on the harbour', key_points: ['breakwater', 'dredging'], confidence: 0.91 } }
}
