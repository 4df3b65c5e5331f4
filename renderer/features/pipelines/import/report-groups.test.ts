import { describe, expect, it } from 'vitest'
import type { ImportNote } from '../../../../engine/contract/import'
import { groupReport, reportInWords } from './report-groups'

const note = (level: ImportNote['level']): ImportNote => ({ level, message: level, path: '', line: 1, column: 1, endLine: 1, endColumn: 1 })

describe('the report of an import', () => {
  it('is grouped by level, the worst first', () => {
    const groups = groupReport([note('assumed'), note('not_kept'), note('assumed')])
    expect(groups.map(({ title, notes }) => [title, notes.length])).toEqual([
      ['Not kept', 1],
      ['Assumed', 2],
    ])
  })

  it('is told in a few words', () => {
    expect(reportInWords([note('assumed'), note('not_kept'), note('kept_differently')])).toBe('1 not kept, 1 kept in another way, 1 assumed')
    expect(reportInWords([])).toBe('Everything was kept')
  })
})
