import { expect, test } from 'vitest'
import type { ErrorInfo } from '../../../engine/contract/errors'
import { cureOf } from './model-cures'

const MODEL = { provider: 'openai', model: 'small', apiKey: 'OPENAI_KEY', baseUrl: 'https://api.openai.com/v1' } as const
const cure = (code: ErrorInfo['code'], status?: number) =>
  cureOf({ code, message: 'It failed.', ...(status === undefined ? {} : { details: { status } }) }, MODEL)

test('the advice is for what the provider said', () => {
  expect(cure('model_refused', 401)).toContain('OPENAI_KEY was not accepted')
  expect(cure('model_refused', 404)).toContain('“small”')
  expect(cure('model_refused', 429)).toContain('nothing left to spend')
  expect(cure('model_unavailable', 429)).toContain('limits how often')
  expect(cure('model_unavailable', 503)).toContain('busy')
  expect(cure('model_reply_cut')).toContain('broke off')
  expect(cure('connection_failed')).toContain('right address')
})

test('a refusal for want of a key says so', () => {
  expect(cureOf({ code: 'model_refused', message: 'No.', details: { status: 401 } }, { ...MODEL, apiKey: null })).toContain('A key is asked for')
})
