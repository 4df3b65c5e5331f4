import { expect, it } from 'vitest'
import type { PipelineChange } from '../../../../engine/contract/version-comparison'
import { changesInWords, nothingChanged, wordsOf } from './change-words'

const change = (part: PipelineChange['part'], name: string, happened: PipelineChange['change'], ...keys: readonly string[]): PipelineChange => ({
  part,
  name,
  change: happened,
  keys: [...keys],
  fromLine: null,
  toLine: null,
})

const aloud = (given: PipelineChange) => {
  const { sign, part, name, happened, keys } = wordsOf(given)
  return [sign, part, name, happened, keys.join(', ')].filter((word) => word !== '').join(' ')
}

it('says of each change what came, went or changed, and which keys', () => {
  expect(aloud(change('step', 'parse', 'changed', 'timeout', 'with.path'))).toBe('~ Step parse changed: timeout, with.path')
  expect(aloud(change('input', 'topic', 'added'))).toBe('+ Input topic added')
  expect(aloud(change('pipeline', 'concurrency', 'removed'))).toBe('− concurrency removed')
})

it('says all of them in one line', () => {
  const changes = [
    change('pipeline', 'description', 'changed'),
    change('step', 'a', 'added'),
    change('step', 'b', 'added'),
    change('step', 'c', 'changed', 'if'),
    change('input', 'd', 'removed'),
  ]
  expect(changesInWords(changes)).toBe('2 steps added, 1 step changed, 1 input removed, description changed')
})

it('tells texts that are the same from texts that do the same', () => {
  expect([nothingChanged(true), nothingChanged(false)]).toEqual([
    'The two are the same, letter for letter.',
    'Both do the same: only layout, comments or the order of the file differ.',
  ])
})
