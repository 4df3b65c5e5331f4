import { ORPCError } from '@orpc/client'
import { expect, it } from 'vitest'
import { callFailure } from './call-failure'

it('keeps what a refusal says, with its details and problems', () => {
  const problems = [{ severity: 'error', code: 'cycle', message: 'a needs itself', line: 1, column: 1, endLine: 1, endColumn: 2, replacement: null }]
  const thrown = new ORPCError('pipeline_invalid', { status: 422, message: 'Line 1: a needs itself', data: { details: { count: 1 }, problems } })
  expect(callFailure(thrown)).toEqual({ code: 'pipeline_invalid', message: 'Line 1: a needs itself', details: { count: 1 }, problems })
  expect(callFailure(new ORPCError('run_not_found', { message: 'No such run.' }))).toEqual({ code: 'run_not_found', message: 'No such run.' })
})

it('calls a dead link an engine that is not there', () => {
  expect(callFailure(new DOMException('aborted', 'AbortError')).code).toBe('engine_unavailable')
  expect(callFailure(new Error('WebSocket is not open')).code).toBe('engine_unavailable')
})

it('has a sentence for anything', () => {
  expect(callFailure(new Error('odd'))).toEqual({ code: 'unexpected', message: 'odd' })
  expect(callFailure('odd')).toEqual({ code: 'unexpected', message: 'odd' })
})
