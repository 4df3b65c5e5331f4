import { expect, it } from 'vitest'
import type { ErrorInfo } from '../../contract/errors'
import { runErrorOf } from './failed-run'

const said = (message: string, code: ErrorInfo['code'] = 'step_failed') => runErrorOf('Send', { code, message }).message

it('says which step failed, and why, with its code', () => {
  expect(runErrorOf('Send', { code: 'timeout', message: 'No reply.' })).toEqual({
    code: 'timeout',
    message: 'Step "Send" failed: No reply.',
    details: { step: 'Send' },
  })
  expect(runErrorOf('Send', null)).toEqual({ code: 'step_failed', message: 'Step "Send" failed: no reason was given', details: { step: 'Send' } })
})

it('names the step once', () => {
  const own = ['Step "Send" took longer than its limit of 1 s.', '2 of 3 items of step "Send" failed; 0 were not done.']
  expect(own.map((message) => said(message))).toEqual(own)
})

it('is not misled by what others say of a step of the same name', () => {
  const ofChild = 'Run SBX-4 of pipeline "mail" failed: Step "Send" took longer than its limit of 1 s.'
  expect(said(ofChild)).toBe(`Step "Send" failed: ${ofChild}`)
  expect(said('Step "Sender" is not there.')).toBe('Step "Send" failed: Step "Sender" is not there.')
})
