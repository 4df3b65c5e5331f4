import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parsePipeline, type KindRules } from '../parse-pipeline'

const probe: KindRules = { config: z.looseObject({}), defaults: { timeoutMs: 1000, queue: 'default', onLost: 'retry' } }
const parse = (cache: string) =>
  parsePipeline(`name: p\ninputs: { city: {} }\nsteps:\n  - id: a\n    uses: probe\n    cache: ${cache}`, new Map([['probe', probe]]))
const problems = (cache: string) => parse(cache).problems.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`)

describe('`cache` of a step', () => {
  it('has a key, and a time that is a day unless given', () => {
    expect(parse('{ key: "v1 ${{ inputs.city }}", ttl: 90m }').spec?.steps[0]?.cache).toEqual({ key: 'v1 ${{ inputs.city }}', ttlMs: 5_400_000 })
    expect(parse('{ key: v1 }').spec?.steps[0]?.cache).toEqual({ key: 'v1', ttlMs: 86_400_000 })
    expect(parse('').spec?.steps[0]?.cache).toBeNull()
  })

  it.each([
    ['{}', ['6:12 missing_key: `cache` needs `key`.']],
    ['{ key: v1, ttl: 10 }', ['6:28 duration: `ttl` must be a duration: say of what, such as `10s` for seconds.']],
    ['{ key: v1, ttl: 100ms }', ['6:28 wrong_value: `ttl` must be from 1s to 365d.']],
    ['{ key: v1, tll: 1h }', ['6:23 unknown_key: `tll` is not a key of `cache`. Did you mean `ttl`?']],
    ['{ key: "${{ inputs.town }}" }', ['6:31 unknown_input: There is no input `town`.']],
    ['{ key: "${{ item }}" }', ['6:24 item_outside_map: `item` exists only in the `with` and the `cache.key` of a step that has `map`.']],
    ['{ key: "${{ steps.a.output }}" }', ['6:30 not_upstream: `a` is this step itself; it has no output yet.']],
  ])('is refused, with its place: %s', (cache, expected) => {
    expect(problems(cache)).toEqual(expected)
  })

  it('names no secret: what it holds is stored', () => {
    expect(problems('{ key: "${{ secrets.KEY }}" }')).toHaveLength(1)
  })
})
