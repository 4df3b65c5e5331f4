/** What a line of a log ends with when it was cut: a secret may begin just before it. */
export const cutNote = (bytes: number): string => ` … (cut, ${bytes} bytes in all)`

const NOTE = / … \(cut, \d+ bytes in all\)$/
/** Half a character, where the cut went through one. */
const TORN = /\ufffd+$/

/** A cut line in its two parts; null for one that is whole. */
export function splitCutLine(line: string): { readonly shown: string; readonly note: string } | null {
  const note = line.endsWith(')') ? NOTE.exec(line) : null
  return note === null ? null : { shown: line.slice(0, note.index).replace(TORN, ''), note: note[0] }
}
