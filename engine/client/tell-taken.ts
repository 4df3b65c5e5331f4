import { onMessagePortMessage, type SupportedMessagePort } from '@orpc/client/message-port'
import { type Taken, weightOf } from '../contract/port-pace'

/** So much is taken before it is told: far less than a sender lets lie, and far more than a call's answer. */
const TELL_AFTER = 1024 * 1024

/** Tells the sender what this side has taken, since a port does not: without it, streams come to a stand. */
export function tellTaken(port: SupportedMessagePort): void {
  let taken = 0
  onMessagePortMessage(port, (message: unknown) => {
    taken += weightOf(message)
    if (taken < TELL_AFTER) return
    port.postMessage({ taken } satisfies Taken)
    taken = 0
  })
}
