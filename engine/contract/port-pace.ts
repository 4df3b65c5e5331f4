/** What a message takes beside its text, so that empty ones are not free. */
const MESSAGE_TAKES = 1024

/**
 * How much a message weighs on whoever holds it: about its bytes. Both sides of a port weigh alike, since messages arrive as they
 * were sent: text, or bytes.
 */
export function weightOf(message: unknown): number {
  if (typeof message === 'string') return message.length + MESSAGE_TAKES
  return (message instanceof ArrayBuffer || ArrayBuffer.isView(message) ? message.byteLength : 0) + MESSAGE_TAKES
}

/** The reader of a port tells its sender, beside the calls, how much it has taken since it last did. */
export interface Taken {
  readonly taken: number
}
