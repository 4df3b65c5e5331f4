import { expect, it } from 'vitest'
import { lineWithContext, ownerOf } from './line-words'
import { jsonIn } from './log-json'
import { splitAtHits } from './split-at-hits'

it('cuts a text at its hits', () => {
  expect(splitAtHits('Error: error', 'error')).toEqual([
    { text: 'Error', hit: true },
    { text: ': ', hit: false },
    { text: 'error', hit: true },
  ])
  expect(splitAtHits('İstanbul', 'stan')).toEqual([{ text: 'İstanbul', hit: false }])
})

it('folds JSON at the end of a line, and nothing that only looks like it', () => {
  expect(jsonIn('[12:01] INFO {"a":[1]}')).toEqual({ before: '[12:01] INFO', value: { a: [1] } })
  expect(jsonIn('[1,2]')).toEqual({ before: '', value: [1, 2] })
  expect(['{}', '[]', '[37]x', 'done [ok]', '{{{{{{}', 'plain'].map(jsonIn)).toEqual([null, null, null, null, null, null])
})

it('says of a line that is pasted elsewhere when, where and how loud it was', () => {
  const line = {
    seq: 1,
    at: 1_700_000_000_123,
    stepRunId: 's',
    stepId: 'parse',
    itemIndex: 3,
    attempt: 2,
    level: 'warn',
    text: '\u001b[33mslow\u001b[0m',
  } as const
  expect(lineWithContext(line, `SBX-9 ${ownerOf(line)} attempt 2`)).toBe('2023-11-14T22:13:20.123Z SBX-9 parse[3] attempt 2 warn: slow')
})
