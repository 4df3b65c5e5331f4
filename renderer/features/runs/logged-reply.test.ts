import { describe, expect, it } from 'vitest'
import type { LogLevel } from '../../../engine/contract/log'
import { NO_TEXT } from './live-text'
import { replyInLog } from './logged-reply'

const line = (text: string, attempt = 1, level: LogLevel = 'info') => ({ text, attempt, level })

describe('a reply that is read from the log', () => {
  it('is what the newest attempt gave out, line by line', () => {
    expect(replyInLog([line('First'), line('Second, and', 2), line('', 2), line('on', 2)])).toEqual({
      attempt: 2,
      text: 'Second, and\n\non',
      end: 15,
      incomplete: false,
    })
  })

  it('is that of the attempt before when the newest gave out nothing', () => {
    expect(replyInLog([line('First'), line('asked once more', 2, 'warn')])).toMatchObject({ attempt: 1, text: 'First' })
  })

  it('is nothing when nothing was given out', () => {
    expect(replyInLog([])).toEqual(NO_TEXT)
    expect(replyInLog([line('cut', 1, 'warn')])).toEqual(NO_TEXT)
  })
})
