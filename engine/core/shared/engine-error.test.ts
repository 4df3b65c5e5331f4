import { describe, expect, it } from 'vitest'
import { clip, EngineError, toEngineError } from './engine-error'

describe('an EngineError', () => {
  it('is told to others as its code, its sentence and what it has of details', () => {
    expect(new EngineError('run_not_found', 'There is no run 7.').toInfo()).toEqual({ code: 'run_not_found', message: 'There is no run 7.' })
    const details = { run: 'SBX-7' }
    const info = new EngineError('run_not_found', 'There is no run 7.', { details }).toInfo()
    expect(info).toEqual({ code: 'run_not_found', message: 'There is no run 7.', details })
    expect(info.details).not.toBe(details)
  })

  it('says whether it helps to try again, as the table of errors does', () => {
    expect(new EngineError('storage_busy', 'Busy.').retryable).toBe(true)
    expect(new EngineError('run_not_found', 'There is no run 7.').retryable).toBe(false)
  })

  it('cuts a sentence that something made longer than lists can bear, and says so', () => {
    expect(clip('a'.repeat(8000))).toBe('a'.repeat(8000))
    expect(clip('a'.repeat(8003))).toBe(`${'a'.repeat(8000)} … (3 more characters were cut)`)
    expect(new EngineError('unexpected', 'a'.repeat(9000)).toInfo().message).toContain('(1000 more characters were cut)')
  })
})

describe('anything thrown', () => {
  it('stays what it is when it is ours', () => {
    const own = new EngineError('cancelled', 'Cancelled.')
    expect(toEngineError(own)).toBe(own)
  })

  it('keeps the code of the table that it has, and is unexpected with any other', () => {
    const known = Object.assign(new Error('Busy.'), { code: 'storage_busy' })
    expect(toEngineError(known)).toMatchObject({ code: 'storage_busy', message: 'Busy.', cause: known })
    expect(toEngineError(Object.assign(new Error('No such file.'), { code: 'ENOENT' }))).toMatchObject({ code: 'unexpected', message: 'No such file.' })
    expect(toEngineError(Object.assign(new Error('Seven.'), { code: 7 })).code).toBe('unexpected')
    expect(toEngineError(new Error('Bare.')).code).toBe('unexpected')
  })

  it('becomes a sentence when it is no error at all', () => {
    expect(toEngineError('gone')).toMatchObject({ code: 'unexpected', message: 'gone', cause: 'gone' })
  })
})
