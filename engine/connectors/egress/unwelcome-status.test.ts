import { describe, expect, it } from 'vitest'
import { unwelcomeStatus } from './unwelcome-status'

const secret = 'correct horse\nbattery'
const mask = (text: string): string => text.replaceAll(secret, '•••')

describe('what is told of an unwelcome status', () => {
  it.each([190, 1990])('has no half of a secret that begins at character %i of the body', (at) => {
    const body = `${'x'.repeat(at)}${secret}${'y'.repeat(3000)}`
    const told = unwelcomeStatus({ host: 'api.example.com', status: 400, headers: {}, body }, { now: () => 0, mask })
    expect(JSON.stringify(told)).not.toContain('corr')
    expect(JSON.stringify(told)).toContain('•••y')
  })
})
