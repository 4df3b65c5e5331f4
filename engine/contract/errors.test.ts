import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERRORS } from './errors'

const ROW = /^\| `(\w+)` \| (\d+) \| (\w+) \| (yes|no) \| (.+) \|$/

/** Of each row: code, status, whose problem, whether again, meaning. */
const documented = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => ROW.exec(line)?.slice(1) ?? [])
  .filter((cells) => cells.length > 0)

describe('docs/errors.md', () => {
  it('says of every code what the table says, in the same order', () => {
    const table = Object.entries(ERRORS).map(([code, { status, problem, retryable }]) => [code, String(status), problem, retryable ? 'yes' : 'no'])
    expect(documented.map((row) => row.slice(0, 4))).toEqual(table)
  })

  it('explains each code in a sentence of its own', () => {
    const meanings = documented.map((row) => row[4] ?? '')
    expect(meanings.filter((meaning) => !/^[A-Z].*\.$/.test(meaning))).toEqual([])
    expect(new Set(meanings).size).toBe(meanings.length)
  })
})
