import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parsePipeline } from '../parse-pipeline'

const kinds = new Map([['work', { config: z.looseObject({}), defaults: { timeoutMs: 1000, queue: 'default', onLost: 'retry' as const } }]])
const read = (queue: string, queues?: readonly string[] | null) => parsePipeline(`name: p\ndefaults: { queue: ${queue} }\nsteps:\n  - { id: a, uses: work }`, kinds, { queues })

describe('the name of a queue', () => {
  it('may be one that was added, once it is there', () => {
    expect(read('nightly', ['default', 'nightly']).spec?.steps[0]?.queue).toBe('nightly')
    expect(read('nigthly', ['default', 'nightly']).problems).toMatchObject([{ severity: 'error', code: 'unknown_queue', replacement: 'nightly' }])
    expect(read('heavy').problems).toEqual([])
  })

  it('is only warned of where nobody knows which there are', () => {
    const { problems, spec } = read('nightly', null)
    expect(problems).toMatchObject([{ severity: 'warning', code: 'unknown_queue', message: expect.stringContaining('must have been added') }])
    expect(spec?.steps[0]?.queue).toBe('nightly')
    expect(read('medium', null).problems).toEqual([])
  })
})
