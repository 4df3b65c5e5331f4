import type { LogLine } from '../../../engine/contract/log'
import { type HeardText, NO_TEXT } from './live-text'

/** What the newest attempt that gave out anything wrote to the log, for those who did not hear it; warnings are not of the model's. */
export function replyInLog(lines: readonly Pick<LogLine, 'attempt' | 'level' | 'text'>[]): HeardText {
  const said = lines.filter(({ level }) => level === 'info')
  const attempt = said.at(-1)?.attempt
  if (attempt === undefined) return NO_TEXT
  const text = said.flatMap((line) => (line.attempt === attempt ? [line.text] : [])).join('\n')
  return { attempt, text, end: text.length, incomplete: false }
}
