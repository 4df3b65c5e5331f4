import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RUN_STATUS_ORDER } from '../../components/statuses'
import { conditionsOf, EVERYTHING, filterFromQuery, queryFromSearch, searchFromQuery, WITHIN_CHOICES, type RunQuery } from './run-query'

const pipelineId = '019a0000-0000-7000-8000-0000000000aa'
const query: RunQuery = { statuses: ['running', 'failed'], pipelineId, text: 'dig & est', within: '24h' }

it('is kept in the address, and read back', () => {
  expect(searchFromQuery(query)).toBe(`status=running,failed&pipeline=${pipelineId}&text=dig+%26+est&within=24h`)
  expect(searchFromQuery(EVERYTHING)).toBe('')
  fc.assert(
    fc.property(
      fc.record({
        statuses: fc.subarray([...RUN_STATUS_ORDER]),
        pipelineId: fc.option(fc.constant(pipelineId)),
        text: fc.string({ maxLength: 200 }).map((text) => (text.trim() === '' ? '' : text)),
        within: fc.option(fc.constantFrom(...WITHIN_CHOICES)),
      }),
      (chosen) => {
        expect(queryFromSearch(searchFromQuery(chosen))).toEqual(chosen)
      },
    ),
  )
})

it('leaves out of an address what it does not know', () => {
  expect(queryFromSearch('?status=failed,exploded&pipeline=../../etc&within=aeon&other=1')).toEqual({ ...EVERYTHING, statuses: ['failed'] })
})

it('asks the engine for what was chosen, and nothing else', () => {
  expect(filterFromQuery(EVERYTHING, 0)).toEqual({})
  expect(filterFromQuery({ ...query, text: ' dig ' }, 1_700_000_012_345)).toEqual({
    statuses: ['running', 'failed'],
    pipelineId,
    text: 'dig',
    createdAfter: 1_699_913_580_000,
  })
})

it('says its conditions in words, each of which can be taken away', () => {
  const conditions = conditionsOf(query, 'document_digest')
  expect(conditions.map(({ words }) => words)).toEqual([
    'status is running or failed',
    'pipeline is document_digest',
    'name or id has “dig & est”',
    'in the last 24 h',
  ])
  expect(conditions.map(({ without }) => conditionsOf(without, null).length)).toEqual([3, 3, 3, 3])
  expect(conditionsOf(EVERYTHING, null)).toEqual([])
})
