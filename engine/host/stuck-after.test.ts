import { describe, expect, it } from 'vitest'
import { stuckAfterMs } from './stuck-after'

describe('how long an attempt may be at work', () => {
  it('is two hours unless given', () => {
    expect([stuckAfterMs({}), stuckAfterMs({ JOB_STUCK_SECONDS: '' })]).toEqual([7_200_000, 7_200_000])
  })

  it('is given in seconds, parts of one as well', () => {
    expect([stuckAfterMs({ JOB_STUCK_SECONDS: '90' }), stuckAfterMs({ JOB_STUCK_SECONDS: '0.5' })]).toEqual([90_000, 500])
  })

  it.each(['0', '-5', 'soon', 'Infinity', 'NaN', '2h'])('is refused when it is %s', (given) => {
    expect(() => stuckAfterMs({ JOB_STUCK_SECONDS: given })).toThrow(
      expect.objectContaining({ code: 'request_invalid', message: `JOB_STUCK_SECONDS is "${given}"; it must be a number of seconds above 0.` }),
    )
  })
})
