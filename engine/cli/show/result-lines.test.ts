import { expect, it } from 'vitest'
import { outputLines, usageLine } from './result-lines'

it('shows each output beside its name, text as it is and the rest as JSON', () => {
  expect(outputLines({ kind: 'json', value: { report: '/home/ada/report.md', n: 3, tags: ['a'] } })).toEqual([
    'report  /home/ada/report.md',
    'n       3',
    'tags    ["a"]',
  ])
  expect(outputLines({ kind: 'none' })).toEqual([])
  expect(outputLines({ kind: 'json', value: 'plain\ntext' })).toEqual(['plain\\ntext'])
})

it('lets neither names nor values do more to a terminal than appear', () => {
  const hostile = '\u001b]52;c;aGk=\u0007'
  const spelt = '\\x1b]52;c;aGk=\\x07'
  expect(outputLines({ kind: 'json', value: { [hostile]: 1, n: hostile } })).toEqual([`${spelt}  1`, `${'n'.padEnd(spelt.length)}  ${spelt}`])
})

it('says what models used, as exactly as it is known', () => {
  expect(usageLine({ inputTokens: 1204, outputTokens: 310, estimated: false, usd: 0.0042 })).toBe('Models used 1,204 tokens in and 310 out, $0.0042.')
  expect(usageLine({ inputTokens: 12, outputTokens: 0, estimated: true, usd: null })).toBe('Models used about 12 tokens in and 0 out; no price is known.')
  expect(usageLine(null)).toBeNull()
})
