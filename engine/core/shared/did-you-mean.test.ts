import { describe, expect, it } from 'vitest'
import { closest, didYouMean } from './did-you-mean'

describe('closest', () => {
  it.each([
    ['neds', ['needs', 'name'], 'needs'],
    ['Needs', ['needs'], 'needs'],
    ['tiemout', ['timeout'], 'timeout'],
    ['evn', ['item', 'env'], 'env'],
    ['xyz', ['needs', 'name'], null],
    ['if', ['id', 'name'], 'id'],
    ['ab', ['xy', 'name'], null],
    ['', ['id'], null],
    ['n'.repeat(65), ['n'.repeat(65)], null],
    ['retries', ['retry', 'entries'], 'entries'],
  ])('of %j in %j is %j', (word, candidates, meant) => {
    expect(closest(word, candidates)).toBe(meant)
  })
})

describe('didYouMean', () => {
  it('ends a sentence with the suggestion, when there is one', () => {
    expect([didYouMean('needs'), didYouMean(null)]).toEqual([' Did you mean `needs`?', ''])
  })
})
