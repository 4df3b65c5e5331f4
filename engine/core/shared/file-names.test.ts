import { describe, expect, it } from 'vitest'
import { isSameFileName, nameFault } from './file-names'

describe('a file name', () => {
  it.each(['notes.txt', 'con-1.txt', 'a.b', '.hidden', 'Übersicht'])('is fit for every system: %s', (name) => {
    expect(nameFault(name)).toBeNull()
  })

  it.each([
    ['nul', 'the name of a device on Windows'],
    ['COM1.txt', 'the name of a device on Windows'],
    ['a:b', 'a character that Windows does not allow'],
    ['what?', 'a character that Windows does not allow'],
    ['a\u0001b', 'a control character'],
    ['end.', 'ends in a dot or a blank'],
    ['end ', 'ends in a dot or a blank'],
  ])('is refused with the reason: %j', (name, reason) => {
    expect(nameFault(name)).toContain(reason)
  })

  it('is the same in capitals, and with its accents written apart', () => {
    expect(isSameFileName('Caf\u00e9.TXT', 'cafe\u0301.txt')).toBe(true)
    expect(isSameFileName('cafe.txt', 'caf\u00e9.txt')).toBe(false)
  })
})
