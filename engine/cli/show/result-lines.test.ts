import { expect, it } from 'vitest'
import { outputLines } from './result-lines'

it('shows each output beside its name, text as it is and the rest as JSON', () => {
  expect(outputLines({ kind: 'json', value: { report: '/home/ada/report.md', n: 3, tags: ['a'] } })).toEqual([
    'report  /home/ada/report.md',
    'n       3',
    'tags    ["a"]',
  ])
  expect(outputLines({ kind: 'none' })).toEqual([])
  expect(outputLines({ kind: 'json', value: 'plain\ntext' })).toEqual(['plain\\ntext'])
})
