/** A command was asked to end, and has: its sentence says what that came to. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
