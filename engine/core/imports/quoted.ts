const LONGEST = 60

/** A word of the source for a sentence or a comment: on one line, and no longer than a person reads. */
export function quoted(word: string): string {
  const line = word.replaceAll(/[\p{C}\p{Zl}\p{Zp}`]+/gu, ' ')
  return `\`${line.length > LONGEST ? `${[...line].slice(0, LONGEST).join('')}…` : line}\``
}
