import { describe, expect, it } from 'vitest'
import { groupEntries, type PaletteEntry, rankEntries, withChoice } from './palette-ranking'

const ENTRIES: readonly PaletteEntry[] = [
  { id: 'go-runs', title: 'Go to the runs', group: 'Go' },
  { id: 'go-settings', title: 'Go to the settings', group: 'Go' },
  { id: 'run-digest', title: 'Run document_digest', group: 'Pipelines' },
  { id: 'open-digest', title: 'Open document_digest', group: 'Pipelines' },
  { id: 'secrets', title: 'Settings: Secrets', group: 'Settings', words: 'keys passwords vault' },
]
const found = (typed: string, lately: readonly string[] = []) => rankEntries(ENTRIES, typed, lately).map(({ entry }) => entry.id)

describe('the palette', () => {
  it('shows everything while nothing is typed, what was chosen lately first', () => {
    expect(found('', ['secrets', 'open-digest'])).toEqual(['secrets', 'open-digest', 'go-runs', 'go-settings', 'run-digest'])
  })

  it('finds by scattered letters, and says which ones', () => {
    const [best] = rankEntries(ENTRIES, 'rundoc', [])
    expect(best?.entry.id).toBe('run-digest')
    expect(
      best?.marks
        .map((place) => best.entry.title[place])
        .join('')
        .toLowerCase(),
    ).toBe('rundoc')
  })

  it('finds by words in any order, and by words that are not shown', () => {
    expect(found('digest open')[0]).toBe('open-digest')
    expect(found('password')).toEqual(['secrets'])
  })

  it('puts what was chosen lately before what fits alike', () => {
    expect(found('document', ['open-digest'])[0]).toBe('open-digest')
    expect(found('document', ['run-digest'])[0]).toBe('run-digest')
  })

  it('leaves what fits alike in the order that it came in', () => {
    const runs = ['28', '17', '21', '24'].map((n) => ({ id: n, title: `SBX-${n} digest`, group: 'Runs' }))
    expect(rankEntries(runs, 'digest', []).map(({ entry }) => entry.id)).toEqual(['28', '17', '21', '24'])
  })

  it('finds nothing for what nothing is called', () => {
    expect(found('zebra crossing')).toEqual([])
  })

  it('stands under headings until something is typed', () => {
    expect(groupEntries(rankEntries(ENTRIES, '', ['secrets']), '', ['secrets']).map(({ heading, entries }) => [heading, entries.length])).toEqual([
      ['Lately', 1],
      ['Go', 2],
      ['Pipelines', 2],
    ])
    expect(groupEntries(rankEntries(ENTRIES, 'run', []), 'run', []).map(({ heading }) => heading)).toEqual(['Best first'])
  })

  it('remembers a few choices, the newest first and each once', () => {
    expect(['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g'].reduce<readonly string[]>(withChoice, [])).toEqual(['g', 'f', 'e', 'd', 'c', 'a'])
  })
})
