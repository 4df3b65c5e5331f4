import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LOG_LEVELS } from './levels'
import { EVERY_LINE, filterFromLogQuery, isEveryLine, logQueryFromSearch, searchFromLogQuery, type LogQuery } from './log-query'

const pipelineId = '019a0000-0000-7000-8000-0000000000aa'
const query: LogQuery = { text: 'time & out', levels: ['warn', 'error'], pipelineId }

it('is kept in the address, and read back', () => {
  expect(searchFromLogQuery(query)).toBe(`find=time+%26+out&level=warn,error&from=${pipelineId}`)
  expect([searchFromLogQuery(EVERY_LINE), isEveryLine(EVERY_LINE)]).toEqual(['', true])
  fc.assert(
    fc.property(
      fc.record({
        text: fc.string({ maxLength: 200 }).map((text) => (text.trim() === '' ? '' : text)),
        levels: fc.subarray([...LOG_LEVELS]),
        pipelineId: fc.option(fc.constant(pipelineId)),
      }),
      (chosen) => {
        expect(logQueryFromSearch(searchFromLogQuery(chosen))).toEqual(chosen)
      },
    ),
  )
})

it('leaves out of an address what it does not know', () => {
  expect(logQueryFromSearch('?level=error,fatal&from=../etc&text=of-the-runs')).toEqual({ ...EVERY_LINE, levels: ['error'] })
})

it('asks the engine for what was chosen, and every level is no choice', () => {
  expect(filterFromLogQuery(EVERY_LINE)).toEqual({})
  expect(filterFromLogQuery({ text: ' x ', levels: [...LOG_LEVELS], pipelineId: null })).toEqual({ text: 'x' })
  expect(filterFromLogQuery(query)).toEqual({ text: 'time & out', levels: ['warn', 'error'], pipelineId })
})
