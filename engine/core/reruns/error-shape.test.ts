import { describe, expect, it } from 'vitest'
import { errorShape } from './error-shape'

const shape = (message: string) => errorShape({ code: 'http_failed', message })

describe('the shape of an error', () => {
  it.each([
    ['The server answered with 503 after 1.2 s.', 'http_failed: The server answered with # after # s.'],
    ['Couldn\'t read "a b.txt": there is no such file in /home/ada/letters/2024.', "http_failed: Couldn't read …: there is no such file in …"],
    ['Step `draft` of 01980000-0000-7000-8000-000000000001 failed', 'http_failed: Step … of … failed'],
    ['GET https://example.com/a?b=1 was refused', 'http_failed: GET … was refused'],
    ['key  deadbeefdeadbeefdeadbeef\nis gone', 'http_failed: key … is gone'],
  ])('leaves out what differs: %s', (message, expected) => {
    expect(shape(message)).toBe(expected)
  })

  it('is short, and quickly found, whatever the message', () => {
    for (const message of ['"'.repeat(100_000), '/a'.repeat(100_000), '1.'.repeat(100_000), 'x'.repeat(100_000), ' '.repeat(100_000)]) {
      const at = performance.now()
      expect(shape(message).length).toBeLessThanOrEqual(300)
      expect(performance.now() - at).toBeLessThan(200)
    }
  })

  it('has the same for two messages that differ only so', () => {
    expect(shape('Item 3 of "a" took 12 ms')).toBe(shape('Item 48 of "bb" took 1,203 ms'))
  })
})
