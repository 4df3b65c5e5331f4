import { expect, it } from 'vitest'
import { checkLines } from './storage-words'

it('tells what a check found, which does nothing to a terminal but appear', () => {
  const findings = [{ kind: 'database', message: 'the table \u001b]52;c;aGk=\u0007 is damaged' }] as const
  expect(checkLines({ findings: [...findings], further: 1, databaseBytes: 4096, artifacts: 1, artifactBytes: 12 })).toEqual([
    'Damage: 2 findings in the database (4.0 KiB) and 1 artifact (12 bytes).',
    '- the table \\x1b]52;c;aGk=\\x07 is damaged',
    '- and 1 more',
    expect.stringContaining('signalbox salvage'),
  ])
})
