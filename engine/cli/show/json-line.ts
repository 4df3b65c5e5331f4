/**
 * What `visible` spells for people, and JSON allows as it is: C1 controls, DEL, and what reorders or hides text. Those of C0
 * and halves of letters are escaped in any JSON.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of JSON for scripts that does nothing to a terminal, either. It reads back as the same value. */
export const jsonLine = (value: unknown): string => JSON.stringify(value).replace(UNSEEN, escaped)

/** In the two halves that JSON knows beyond U+FFFF. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
