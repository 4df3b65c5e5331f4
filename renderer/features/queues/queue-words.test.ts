import { describe, expect, it } from 'vitest'
import type { QueueState } from '../../../engine/contract/queue'
import { laterWords, notRemovable, placesWords, queueFaults, summaryOf, waitingWords, whoWords } from './queue-words'

const queue = (change: Partial<QueueState>): QueueState => ({
  name: 'nightly',
  concurrency: 4,
  running: 0,
  queued: 0,
  builtIn: false,
  later: 0,
  oldestSince: null,
  holders: [],
  waiting: [],
  ...change,
})

describe('what is said of queues', () => {
  it('sums them up', () => {
    expect(summaryOf([queue({}), queue({})])).toEqual(['Nothing is at work, and nothing waits'])
    expect(summaryOf([queue({ running: 2 }), queue({ running: 1 })])).toEqual(['3 at work', 'nothing waits'])
    expect(summaryOf([queue({ running: 4, queued: 1200 })])).toEqual(['4 at work', '1,200 waiting'])
  })

  it('tells how full one is', () => {
    expect([placesWords(3, 10), placesWords(0, 1), placesWords(7, null)]).toEqual(['3 of 10 places', '0 of 1 place', '7 at work'])
  })

  it('tells how many wait, and how many of a later time', () => {
    expect([waitingWords(0), waitingWords(1200), laterWords(0), laterWords(3)]).toEqual(['none waiting', '1,200 waiting', '', '3 for later'])
  })

  it('names who is in it', () => {
    const who = { externalId: 'SBX-12', stepId: 'sections' }
    expect([whoWords({ ...who, itemIndex: 4 }), whoWords({ ...who, itemIndex: null })]).toEqual(['SBX-12 sections, item 4', 'SBX-12 sections'])
  })

  it('says why one cannot be removed', () => {
    expect(notRemovable(queue({ builtIn: true }))).toBe('This queue is always there.')
    expect(notRemovable(queue({ queued: 1 }))).toContain('when it is empty')
    expect(notRemovable(queue({}))).toBeUndefined()
  })
})

describe('the fields of a queue', () => {
  it.each([
    [{ name: 'nightly', places: '4' }, null],
    [{ name: '1st', places: '4' }, ['name']],
    [{ name: 'heavy', places: '4' }, ['name']],
    [{ name: 'nightly', places: '' }, ['places']],
    [{ name: 'nightly', places: '2.5' }, ['places']],
    [{ name: '', places: '1001' }, ['name', 'places']],
  ])('%j', (form, wrong) => {
    const faults = queueFaults(form, ['heavy'])
    expect(faults === null ? null : Object.keys(faults)).toEqual(wrong)
  })
})
