import type { Waiting, WaitingReason } from '../../../../engine/contract/step'
import type { Why, WhyReason } from '../../../../engine/contract/why'

/** What a step waits for as far as its history tells, until the engine has said it. */
const PRESUMED = { slot: 'place', retry: 'retry', approval: 'approval', timer: 'timer', child: 'child' } as const satisfies Record<WaitingReason, WhyReason>

/** Of what ends without anybody, that it does; the others say in their sentence what they wait for. */
export function goesOnWords(waiting: Waiting, why: Pick<Why, 'reason'> | null): string | null {
  const shut = waiting.reason === 'slot' && waiting.until !== null
  switch (why?.reason ?? (shut ? 'shut' : PRESUMED[waiting.reason])) {
    case 'place':
      return 'It goes on by itself as soon as a place is free.'
    case 'shut':
    case 'retry':
      return 'It goes on by itself.'
    case 'timer':
      return 'It goes on by itself, also after a restart.'
    default:
      return null
  }
}
