import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FlowFacts } from './facts'
import { type Flow, flowAfter, flowBegun, flowEnded, flowLearnt, type FlowLimits, flowRoom, flowShut, flowUsed, openFlow, withLimits } from './flow'

const NONE: FlowLimits = { requestsPerMinute: null, tokensPerMinute: null }
const START = 1_000_000

const facts = (at: number, change: Partial<FlowFacts> = {}): FlowFacts => ({ at, requests: null, tokens: null, refused: null, ...change })
const open = (limits: Partial<FlowLimits> = {}, careful = true): Flow => openFlow({ ...NONE, ...limits }, { careful, now: START })
const begin = (flow: Flow, count: number, now = START): Flow => (count === 0 ? flow : begin(flowBegun(flow, now), count - 1, now))

interface Server {
  answer(now: number): { refused: boolean; limit: FlowFacts['requests']; retryAfterMs: number | null }
}

/** So many in each stretch of time; what comes beyond is refused. */
const windowed = (limit: number, windowMs: number, told: 'headers' | 'retry-after' | 'nothing'): Server => {
  let window = -1
  let used = 0
  return {
    answer(now) {
      const current = Math.floor(now / windowMs)
      if (current !== window) used = 0
      window = current
      used += 1
      const left = (window + 1) * windowMs - now
      const refused = used > limit
      return {
        refused,
        limit: told === 'headers' ? { limit, remaining: Math.max(0, limit - used), resetAt: now + left } : null,
        retryAfterMs: refused && told !== 'nothing' ? Math.ceil(left / 1000) * 1000 : null,
      }
    },
  }
}

/** Fills up again by and by. */
const bucket = (limit: number, periodMs: number): Server => {
  let left = limit
  let at = 0
  return {
    answer(now) {
      left = Math.min(limit, left + ((now - at) * limit) / periodMs)
      at = now
      const refused = left < 1
      if (!refused) left -= 1
      const resetAt = now + ((limit - left) * periodMs) / limit
      return { refused, limit: { limit, remaining: Math.floor(left), resetAt }, retryAfterMs: refused ? Math.ceil(((1 - left) * periodMs) / limit) : null }
    },
  }
}

/** Sends so many requests through a flow as fast as it lets them; replies come after `latencyMs`. */
function send(count: number, server: Server, { flow = open(), latencyMs = 50 }: { flow?: Flow; latencyMs?: number } = {}) {
  let now = START
  let begun = 0
  const replies: { at: number; facts: FlowFacts }[] = []
  const refusals: number[] = []
  const starts: number[] = []
  let done = 0
  for (let steps = 0; done < count; steps++) {
    if (steps > 100_000) throw new Error('it goes in circles')
    for (let room = flowRoom(flow, now); room > 0 && begun < count; room = flowRoom(flow, now)) {
      flow = flowBegun(flow, now)
      starts.push(now)
      begun += 1
      const { refused, limit, retryAfterMs } = server.answer(now)
      const at = now + latencyMs
      if (refused) refusals.push(now)
      replies.push({ at, facts: facts(at, { requests: limit, refused: refused ? { until: at + (retryAfterMs ?? 1000), tooMany: true } : null }) })
    }
    const reply = replies.shift()
    const opens = flowShut(flow, now)?.until ?? Infinity
    if (reply !== undefined && (reply.at <= opens || begun === count)) {
      now = Math.max(now, reply.at)
      flow = flowEnded(flowLearnt(flow, reply.facts))
      // Whoever was refused comes again.
      if (reply.facts.refused === null) done += 1
      else begun -= 1
    } else {
      if (reply !== undefined) replies.unshift(reply)
      if (opens === Infinity) throw new Error('nothing will ever begin')
      now = Math.max(now + 1, opens)
    }
  }
  return { refusals, starts, tookMs: now - START, flow }
}

describe('somebody who says what is left', () => {
  test('is never asked for more: 40 items at 10 a second', () => {
    const { refusals, tookMs } = send(40, windowed(10, 1000, 'headers'))
    expect(refusals).toEqual([])
    expect(tookMs).toBeLessThan(5500)
  })

  test('and fills up by and by, likewise', () => {
    const { refusals, tookMs } = send(60, bucket(10, 1000))
    expect(refusals.length).toBeLessThanOrEqual(1)
    expect(tookMs).toBeLessThan(12_000)
  })

  test('is not slowed down where there is plenty', () => {
    const { refusals, tookMs } = send(400, windowed(5000, 60_000, 'headers'))
    expect([refusals, tookMs < 1500]).toEqual([[], true])
  })

  test('is asked by one alone after the reset, until it says anew', () => {
    const flow = flowLearnt(begin(open(), 1), facts(START, { requests: { limit: 10, remaining: 0, resetAt: START + 1000 } }))
    expect(flowShut(flow, START + 10)).toEqual({ until: START + 1000, reason: 'requests' })
    expect([flowRoom(flow, START + 999), flowRoom(flow, START + 1000)]).toEqual([0, 1])
    expect(flowRoom(flowBegun(flow, START + 1000), START + 1001)).toBe(0)
  })

  test('may say it out of order: what a later reply said stands', () => {
    let flow = begin(open(), 3)
    flow = flowEnded(flowLearnt(flow, facts(START + 2, { requests: { limit: 10, remaining: 5, resetAt: START + 1000 } })))
    flow = flowEnded(flowLearnt(flow, facts(START + 3, { requests: { limit: 10, remaining: 9, resetAt: START + 1000 } })))
    expect(flowRoom(flow, START + 4)).toBeLessThanOrEqual(5)
  })

  test('and of no limit, or refuses all the same, is asked by one alone for a while', () => {
    const left = flowLearnt(begin(open(), 1), facts(START, { requests: { limit: null, remaining: 0, resetAt: null } }))
    expect([flowRoom(left, START + 999), flowRoom(left, START + 1000), flowRoom(flowBegun(left, START + 1000), START + 1050)]).toEqual([0, 1, 0])
    const refused = flowLearnt(
      left,
      facts(START, { requests: { limit: 10, remaining: 5, resetAt: START + 500 }, refused: { until: START + 2000, tooMany: true } }),
    )
    expect([refused.pace, flowRoom(refused, START + 1999), flowRoom(flowEnded(refused), START + 2000)]).toEqual([null, 0, 1])
  })

  test('of its tokens: what attempts use on average counts', () => {
    let flow = flowUsed(begin(open(), 1), 1000, START)
    flow = flowEnded(
      flowLearnt(
        flow,
        facts(START, { requests: { limit: 100, remaining: 90, resetAt: START + 60_000 }, tokens: { limit: 10_000, remaining: 3500, resetAt: START + 60_000 } }),
      ),
    )
    expect(flowRoom(flow, START)).toBe(3)
    expect(flowShut(begin(flow, 3), START)).toEqual({ until: START + 60_000, reason: 'tokens' })
    const unused = (remaining: number) => flowLearnt(begin(open({}, false), 1), facts(START, { tokens: { limit: 100, remaining, resetAt: START + 60_000 } }))
    expect([flowRoom(unused(0), START), flowRoom(unused(1), START)]).toEqual([0, Infinity])
  })
})

describe('somebody who only refuses', () => {
  test('is left alone, and then asked about as fast as it took it', () => {
    const { refusals, tookMs } = send(80, windowed(10, 1000, 'retry-after'))
    // Those that were under way together with the first.
    expect(refusals.length).toBeLessThanOrEqual(15)
    expect(refusals.filter((at) => at > (refusals[0] ?? 0) + 1000).length).toBeLessThanOrEqual(2)
    expect(tookMs).toBeLessThan(15_000)
  })

  test('and does not say for how long, for a second', () => {
    const { refusals } = send(40, windowed(10, 1000, 'nothing'))
    expect(refusals.filter((at) => at > (refusals[0] ?? 0) + 1000).length).toBeLessThanOrEqual(2)
  })

  test('because it is not well is asked by one alone when its time is over, and by all once that went well', () => {
    let flow = begin(open({}, false), 3)
    flow = flowLearnt(flow, facts(START, { refused: { until: START + 30_000, tooMany: false } }))
    for (let ended = 0; ended < 3; ended++) flow = flowEnded(flow)
    expect(flowShut(flow, START)).toEqual({ until: START + 30_000, reason: 'refused' })
    expect([flowRoom(flow, START + 29_999), flowRoom(flow, START + 30_000)]).toEqual([0, 1])
    flow = flowEnded(flowLearnt(flowBegun(flow, START + 30_000), facts(START + 30_100)))
    expect(flowRoom(flow, START + 30_100)).toBe(2)
  })

  test('again at the pace that was thought right is asked more slowly', () => {
    const { flow } = send(40, windowed(10, 1000, 'retry-after'))
    const before = flow.pace?.intervalMs ?? 0
    const again = flowLearnt(begin(flow, 1, START + 60_000), facts(START + 60_000, { refused: { until: START + 61_000, tooMany: true } }))
    expect(again.pace?.intervalMs).toBeCloseTo(before * 1.25)
  })

  test('wants what those say who were refused with it: the longest counts', () => {
    const flow = flowLearnt(
      flowLearnt(begin(open(), 2), facts(START, { refused: { until: START + 1000, tooMany: true } })),
      facts(START + 5, { refused: { until: START + 4000, tooMany: true } }),
    )
    expect(flowRoom(flow, START + 3999)).toBe(0)
  })

  test('may take more by and by: a pace is eased when it went well for long', () => {
    let flow = send(40, windowed(10, 1000, 'retry-after')).flow
    const before = flow.pace?.intervalMs ?? 0
    for (let reply = 0; reply < 400; reply++) flow = flowLearnt(flow, facts(START + 100_000 + reply))
    expect([before > 50, flow.pace]).toEqual([true, null])
  })
})

describe('somebody unknown', () => {
  test('is asked with care at first, and by more with each good reply', () => {
    const flow = open()
    expect([flowRoom(flow, START), flowRoom(begin(flow, 4), START), flowShut(begin(flow, 4), START)]).toEqual([4, 0, null])
    expect(flowRoom(flowEnded(flowLearnt(begin(flow, 4), facts(START))), START)).toBe(2)
    expect(flowRoom(open({}, false), START)).toBe(Infinity)
    const { tookMs, flow: known } = send(300, { answer: () => ({ refused: false, limit: null, retryAfterMs: null }) })
    expect([known.window, tookMs < 1000]).toEqual([Infinity, true])
  })
})

describe('what a person allows', () => {
  test('is never exceeded in any minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 3000 }), (perMinute, latencyMs) => {
        const { starts } = send(
          perMinute + 30,
          { answer: () => ({ refused: false, limit: null, retryAfterMs: null }) },
          { flow: open({ requestsPerMinute: perMinute }, false), latencyMs },
        )
        for (const from of starts) expect(starts.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(perMinute)
      }),
      { numRuns: 30 },
    )
  })

  test('of tokens is kept on the whole, though what an attempt uses is known only afterwards', () => {
    let flow = open({ tokensPerMinute: 6000 }, false)
    let spent = 0
    let now = START
    for (; now < START + 10 * 60_000; now += 100) {
      if (flowRoom(flow, now) === 0) continue
      flow = flowEnded(flowUsed(flowBegun(flow, now), 500, now))
      spent += 500
    }
    expect(spent).toBeLessThanOrEqual(6000 * 11 + 500)
    expect(spent).toBeGreaterThan(6000 * 9)
  })

  test('of tokens that is changed begins anew', () => {
    const flow = flowUsed(open({ tokensPerMinute: 100 }, false), 5000, START)
    expect([flowRoom(flow, START), flowShut(flow, START)?.reason]).toEqual([0, 'own_limit'])
    expect(flowRoom(withLimits(flow, { ...NONE, tokensPerMinute: 50_000 }, START), START)).toBe(10)
  })

  test('can be changed at any time', () => {
    const flow = begin(open({ requestsPerMinute: 1 }), 1)
    expect([flowRoom(flow, START), flowShut(flow, START)?.reason]).toEqual([0, 'own_limit'])
    expect(flowRoom(withLimits(flow, NONE, START), START)).toBe(3)
    expect(withLimits(flow, flow.limits, START).ownRequests).toBe(flow.ownRequests)
  })
})

describe('a reply that does not say how much is left', () => {
  const silent = { limit: 60, remaining: null, resetAt: START + 60_000 }

  test('changes nothing of what is known', () => {
    const told = flowLearnt(open(), facts(START, { requests: { limit: 60, remaining: 7, resetAt: START + 60_000 } }))
    const after = flowLearnt(told, facts(START + 1000, { requests: silent }))
    expect(after.requests).toBe(told.requests)
    expect(flowRoom(after, START + 1000)).toBe(7)
  })

  test('leaves it unknown when nobody has said it', () => {
    expect(flowLearnt(open(), facts(START, { requests: silent, tokens: silent }))).toMatchObject({ requests: null, tokens: null })
  })
})

test('whatever it is told in whatever order, somebody may go again some time', () => {
  const limit = fc.option(
    fc.record({
      limit: fc.option(fc.nat({ max: 100 })),
      remaining: fc.option(fc.nat({ max: 100 })),
      resetAt: fc.option(fc.integer({ min: START - 1000, max: START + 100_000 })),
    }),
  )
  const refused = fc.option(fc.record({ until: fc.integer({ min: START, max: START + 100_000 }), tooMany: fc.boolean() }), { freq: 3 })
  const told = fc.record({ after: fc.nat({ max: 2000 }), requests: limit, tokens: limit, refused, used: fc.nat({ max: 5000 }) })
  const limits = fc.record({
    requestsPerMinute: fc.option(fc.integer({ min: 1, max: 10_000 })),
    tokensPerMinute: fc.option(fc.integer({ min: 1, max: 100_000 })),
  })
  fc.assert(
    fc.property(limits, fc.array(told, { maxLength: 40 }), fc.boolean(), (own, all, careful) => {
      let flow = open(own, careful)
      let now = START
      for (const { after, used, ...said } of all) {
        now += after
        flow = flowBegun(flow, now)
        if (used > 0) flow = flowUsed(flow, used, now)
        flow = flowEnded(flowLearnt(flow, { at: now, ...said }))
      }
      for (let waits = 0; flowRoom(flow, now) === 0; waits++) {
        const shut = flowShut(flow, now)
        expect(shut).not.toBeNull()
        expect(waits).toBeLessThan(20)
        now = Math.max(now + 1, shut?.until ?? now)
      }
    }),
  )
})

describe('what people allow, after a restart', () => {
  /** As many as the flow lets begin from `from` on, each as soon as it may; what begins uses `tokens`. */
  function begun(flow: Flow, { from, count, tokens = 0 }: { from: number; count: number; tokens?: number }): readonly number[] {
    const times: number[] = []
    let now = from
    let current = flow
    while (times.length < count) {
      if (flowRoom(current, now) > 0) {
        current = flowEnded(flowUsed(flowBegun(current, now), tokens, now))
        times.push(now)
      } else now = Math.max(now + 1, flowShut(current, now)?.until ?? 0)
    }
    return times
  }
  const MINUTE = 60_000
  const mostInAMinute = (times: readonly number[]) => Math.max(...times.map((at) => times.filter((other) => other >= at && other < at + MINUTE).length))

  test('is never exceeded in any minute, whenever the engine before ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: MINUTE }), (perMinute, before, pause) => {
        const first = begun(open({ requestsPerMinute: perMinute }, false), { from: START, count: before })
        const last = first.at(-1) ?? START
        const second = begun(flowAfter(open({ requestsPerMinute: perMinute }, false), last), { from: last + pause, count: perMinute + 1 })
        return mostInAMinute([...first, ...second]) <= perMinute
      }),
    )
  })

  test('is all there again after a rest', () => {
    const rested = flowAfter(open({ requestsPerMinute: 120, tokensPerMinute: 1000 }), START)
    expect(flowRoom(rested, START)).toBe(0)
    expect(flowRoom(rested, START + MINUTE)).toBe(flowRoom(open({ requestsPerMinute: 120, tokensPerMinute: 1000 }), START))
  })

  test('of tokens comes back by and by', () => {
    const flow = flowAfter(open({ tokensPerMinute: 600 }, false), START)
    const times = begun(flow, { from: START, count: 10, tokens: 100 })
    expect((times[9] ?? 0) - START).toBeGreaterThan(MINUTE * 0.8)
  })

  test('counts for nothing where nothing is limited', () => {
    expect(flowAfter(open(), START)).toEqual(open())
  })
})
