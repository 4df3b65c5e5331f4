import { describe, expect, it } from 'vitest'
import { receiptWords, summaryWords, triesWords } from './letter-words'

const started = (...names: readonly string[]) => names.map((externalId) => ({ letterIds: ['x'], runId: 'r', externalId }))
const refused = [{ letterIds: ['a', 'b'], error: { code: 'pipeline_not_found' as const, message: 'It has been removed.' } }]

describe('what a replay came to', () => {
  it('names the runs, and says what could not be done', () => {
    expect(receiptWords({ replayed: started('SBX-14'), refused: [] })).toBe('Started SBX-14.')
    expect(receiptWords({ replayed: started('SBX-14', 'SBX-15'), refused })).toBe('Started SBX-14 and SBX-15. 2 letters could not be replayed: It has been removed.')
    expect(receiptWords({ replayed: started('SBX-1', 'SBX-2', 'SBX-3', 'SBX-4'), refused: [] })).toBe('Started 4 runs, SBX-1 to SBX-4.')
    expect(receiptWords({ replayed: [], refused })).toBe('Nothing was started. 2 letters could not be replayed: It has been removed.')
  })
})

describe('a letter', () => {
  it('tells how often it was tried, or how many items failed', () => {
    expect([triesWords({ attempts: 1, itemsFailed: 0 }), triesWords({ attempts: 3, itemsFailed: 0 }), triesWords({ attempts: 1, itemsFailed: 12 })]).toEqual(['1 attempt', '3 attempts', '12 items failed'])
  })

  it('stands with others of its cause', () => {
    const group = { pipelineId: 'p', pipelineName: 'p', shape: 's', itemsFailed: 0 }
    const letter = {} as never
    expect(summaryWords([{ ...group, count: 1, newest: letter }])).toBe('1 letter')
    expect(summaryWords([{ ...group, count: 1, newest: letter }, { ...group, count: 11, newest: letter }])).toBe('12 letters, 2 causes')
  })
})
