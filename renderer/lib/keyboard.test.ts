import { describe, expect, it } from 'vitest'
import { chordOf, matchChord } from './keyboard'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('chordOf', () => {
  it('names keys as shortcuts are written', () => {
    expect(chordOf(press('j'), false)).toBe('j')
    expect(chordOf(press(' '), false)).toBe('Space')
    expect(chordOf(press('?', { shiftKey: true }), false)).toBe('?')
    expect(chordOf(press('ArrowUp', { shiftKey: true }), false)).toBe('shift+ArrowUp')
  })

  it('takes Ctrl for the main modifier, and Command on a Mac', () => {
    expect(chordOf(press('s', { ctrlKey: true }), false)).toBe('mod+s')
    expect(chordOf(press('s', { metaKey: true }), true)).toBe('mod+s')
    expect(chordOf(press('S', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+s')
  })

  it('keeps the other modifier apart', () => {
    expect(chordOf(press('s', { ctrlKey: true }), true)).toBe('ctrl+s')
    expect(chordOf(press('j', { metaKey: true }), false)).toBe('meta+j')
  })
})

describe('matchChord', () => {
  const known = ['j', 'g p', 'g r', 'mod+s']

  it('finds single keys and sequences', () => {
    expect(matchChord(known, '', 'j')).toEqual({ kind: 'hit', keys: 'j' })
    expect(matchChord(known, '', 'g')).toEqual({ kind: 'prefix', pressed: 'g' })
    expect(matchChord(known, 'g', 'r')).toEqual({ kind: 'hit', keys: 'g r' })
  })

  it('starts over when a sequence is left', () => {
    expect(matchChord(known, 'g', 'j')).toEqual({ kind: 'hit', keys: 'j' })
    expect(matchChord(known, 'g', 'g')).toEqual({ kind: 'prefix', pressed: 'g' })
    expect(matchChord(known, 'g', 'x')).toEqual({ kind: 'none' })
  })
})
