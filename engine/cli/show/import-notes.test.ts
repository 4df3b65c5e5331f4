import { describe, expect, it } from 'vitest'
import type { ImportNote } from '../../contract/import'
import { importNoteLines } from './import-notes'

const note = (level: ImportNote['level'], path: string, message: string, line: number): ImportNote => ({
  level,
  path,
  message,
  line,
  column: 3,
  endLine: line,
  endColumn: 9,
})

describe('the report of an import', () => {
  it('is told by level, with places that can be followed', () => {
    const report = [
      note('assumed', '', 'A name was chosen.', 1),
      note('not_kept', 'stages[0].lane', 'No counterpart.', 4),
      note('not_kept', 'owner', 'Nor this\u001b[31m.', 9),
    ]
    expect(importNoteLines('old.yaml', report)).toEqual([
      'Not kept:',
      '  old.yaml:4:3: stages[0].lane: No counterpart.',
      '  old.yaml:9:3: owner: Nor this.',
      'Assumed:',
      '  old.yaml:1:3: A name was chosen.',
    ])
  })

  it('says so when there is nothing to tell', () => {
    expect(importNoteLines('old.yaml', [])).toEqual(['Everything was kept.'])
  })
})
