import { describe, expect, it } from 'vitest'
import { askingStep, deadlineWords, effectWords, expiryWords, whoMay } from './approval-words'

describe('a question in words', () => {
  it('says who asks and who may answer', () => {
    expect(askingStep({ stepId: 'send', itemIndex: null })).toBe('send')
    expect(askingStep({ stepId: 'send', itemIndex: 3 })).toBe('item 3 of send')
    expect([whoMay(['operator']), whoMay(['admin', 'author']), whoMay(['admin'])]).toEqual(['Operators and up', 'Authors and up', 'Admins'])
  })

  it('says until when, and what follows then', () => {
    expect(expiryWords({ expiresAt: null }, 0)).toBeNull()
    expect(expiryWords({ expiresAt: 90_000 }, 30_000)).toMatch(/^expires in 1 min|60/)
    expect(expiryWords({ expiresAt: 10 }, 10)).toBe('its time is over')
    expect(deadlineWords({ expiresAt: null, onExpiry: 'fail' }, 0)).toBe('As long as the run waits')
    expect(deadlineWords({ expiresAt: 60_000, onExpiry: 'reject' }, 0)).toMatch(/^Until \d\d:\d\d:\d\d, in .+; then it counts as a no$/)
  })

  it('says what an answer does', () => {
    expect(effectWords({ purpose: 'step' }, true, true)).toContain('edited')
    expect(effectWords({ purpose: 'on_lost' }, true, false)).toContain('twice')
    expect(effectWords({ purpose: 'on_lost' }, false, false)).toContain('fails')
    expect(effectWords({ purpose: 'step' }, false, false)).toContain('no')
  })
})
