import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupBy } from '../shared/group-by'
import { FairTurns, type Line } from './fair-turns'

interface Waiting extends Line {
  readonly flow: string
  readonly turn: number
  readonly number: number
}

interface WaitingLine extends Omit<Line, 'queue'> {
  /** In the order in which they came. */
  readonly waiting: Waiting[]
}

/** A queue as the engine keeps it: claims take the first by priority, place and age. */
class Queue {
  turns = new FairTurns()
  readonly #lines: WaitingLine[] = []
  readonly #shut = new Set<string>()
  #made = 0

  get waiting(): readonly Waiting[] {
    return this.#lines.flatMap(({ waiting }) => waiting)
  }

  add(flow: string, { lane = '', priority = 0 }: Partial<Line> = {}): void {
    const line = { queue: 'q', lane, priority }
    let own = this.#lines.find((each) => each.lane === lane && each.priority === priority)
    if (own === undefined) this.#lines.push((own = { lane, priority, waiting: [] }))
    own.waiting.push({ ...line, flow, turn: this.turns.give(line, flow), number: this.#made++ })
  }

  addMany(count: number, flow: string, line: Partial<Line> = {}): void {
    for (let added = 0; added < count; added++) this.add(flow, line)
  }

  shut(lane: string): void {
    this.#shut.add(lane)
  }

  open(lane: string): void {
    this.#shut.delete(lane)
  }

  claim(): Waiting | undefined {
    const open = this.#lines.filter(({ lane, waiting }) => waiting.length > 0 && !this.#shut.has(lane))
    const heads = open.map(({ waiting }) => ({ waiting, next: waiting.reduce((first, each) => (each.turn < first.turn ? each : first)) }))
    const [head] = heads.sort(
      ({ next: a }, { next: b }) => b.priority - a.priority || this.turns.placeOf(a, a.turn) - this.turns.placeOf(b, b.turn) || a.number - b.number,
    )
    if (head === undefined) return undefined
    const { waiting, next } = head
    waiting.splice(waiting.indexOf(next), 1)
    this.turns.begun(next, next.turn)
    if (!this.#lines.some((each) => each.lane === next.lane && each.waiting.length > 0)) this.turns.emptied(next)
    return next
  }

  claimMany(count: number): readonly string[] {
    return Array.from({ length: count }, () => this.claim()?.flow ?? '')
  }
}

const countOf = (flows: readonly string[], flow: string) => flows.filter((each) => each === flow).length

describe('turns', () => {
  test('pipelines that have much to do take turns', () => {
    const queue = new Queue()
    for (const flow of ['a', 'b', 'c']) queue.addMany(5, flow)
    expect(queue.claimMany(6)).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
  })

  test('a flood of 10,000 lets the next of another pipeline pass', () => {
    const queue = new Queue()
    queue.addMany(10_000, 'flood')
    queue.claimMany(50)
    queue.add('small')
    expect(queue.claimMany(2)).toContain('small')
  })

  test('a high priority goes first, and its flood does not put off those who come later at the lower one', () => {
    const queue = new Queue()
    queue.addMany(3, 'flood')
    queue.addMany(500, 'urgent', { priority: 5 })
    expect(new Set(queue.claimMany(500))).toEqual(new Set(['urgent']))
    queue.add('small')
    expect(queue.claimMany(2)).toContain('small')
  })

  test('rest earns nothing: whoever comes back gets its share and no more', () => {
    const queue = new Queue()
    queue.addMany(400, 'busy')
    queue.claimMany(200)
    queue.addMany(100, 'back')
    expect(countOf(queue.claimMany(100), 'back')).toBe(50)
  })

  test('what was begun without waiting counts while others wait', () => {
    const queue = new Queue()
    queue.add('other')
    for (let passed = 0; passed < 5; passed++) queue.turns.charge({ queue: 'q', lane: '', priority: 0 }, 'chain')
    queue.addMany(8, 'other')
    queue.add('chain')
    expect(queue.claimMany(9).indexOf('chain')).toBeGreaterThan(4)
  })

  test('and costs nothing while nobody does', () => {
    const queue = new Queue()
    for (let passed = 0; passed < 500; passed++) queue.turns.charge({ queue: 'q', lane: '', priority: 0 }, 'chain')
    queue.addMany(100, 'other')
    queue.add('chain')
    expect(queue.claimMany(2)).toContain('chain')
  })

  test('a flood that waits for a lane holds up neither those without one nor another pipeline in it', () => {
    const queue = new Queue()
    queue.addMany(10_000, 'flood', { lane: 'service:x' })
    queue.shut('service:x')
    queue.addMany(3000, 'busy')
    expect(countOf(queue.claimMany(2000), 'busy')).toBe(2000)
    queue.add('small', { lane: 'service:x' })
    queue.open('service:x')
    const next = queue.claimMany(10)
    expect(countOf(next, 'small')).toBe(1)
    // The lane had to wait, and gets no credit for it.
    expect(countOf(next, 'busy')).toBeGreaterThanOrEqual(4)
  })

  test('a restart goes on from what is queued', () => {
    const queue = new Queue()
    queue.addMany(10, 'a')
    queue.addMany(3, 'b', { lane: 'service:x' })
    queue.claimMany(4)
    queue.turns = new FairTurns()
    const queued = groupBy(queue.waiting, ({ flow }) => flow)
    queue.turns.restore(
      [...queued.values()].map((all) => {
        const [one] = all
        if (one === undefined) throw new Error('a group has members')
        const turns = all.map(({ turn }) => turn)
        return { queue: 'q', lane: one.lane, priority: 0, flow: one.flow, first: Math.min(...turns), last: Math.max(...turns) }
      }),
    )
    queue.add('late')
    queue.add('a')
    const rest = queue.claimMany(11)
    expect(rest.slice(0, 4)).toContain('late')
    expect(rest.at(-1)).toBe('a')
  })
})

const flows = ['a', 'b', 'c', 'd', 'e'] as const
const arrival = fc.record({ flow: fc.constantFrom(...flows), claims: fc.nat({ max: 3 }), count: fc.integer({ min: 1, max: 20 }) })

test('a restart knows lines of every priority and lane, whichever of their flows comes first', () => {
  const turns = new FairTurns()
  const line = { queue: 'q', lane: '', priority: 0 }
  turns.emptied({ queue: 'q', lane: 'service:never-seen' })
  turns.restore([
    { ...line, flow: 'a', first: 40, last: 45 },
    { ...line, flow: 'b', first: 38, last: 38 },
    { ...line, priority: 5, flow: 'a', first: 7, last: 9 },
    { ...line, lane: 'service:x', flow: 'c', first: 3, last: 3 },
  ])
  expect([turns.give(line, 'new'), turns.give(line, 'a'), turns.give({ ...line, priority: 5 }, 'new')]).toEqual([38, 46, 7])
  // The lane was behind; it stands where the queue is.
  expect(turns.placeOf({ ...line, lane: 'service:x' }, 3)).toBe(37)
})

describe('whatever comes in whatever order', () => {
  test('each of k busy pipelines gets its share within a turn', () => {
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), fc.integer({ min: 1, max: flows.length }), (arrivals, k) => {
        const queue = new Queue()
        for (const { flow, claims, count } of arrivals) {
          queue.addMany(count, flow)
          queue.claimMany(claims)
        }
        // From here on these k are busy to the end, and nobody else is.
        while (queue.claim() !== undefined);
        for (const flow of flows.slice(0, k)) queue.addMany(100, flow)
        const taken = queue.claimMany(50)
        for (const flow of flows.slice(0, k)) expect(Math.abs(countOf(taken, flow) - 50 / k)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('two pipelines that both have something waiting all the time never differ by more than a turn', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 60 }), (arrivals) => {
        const queue = new Queue()
        // More than all arrivals claim.
        queue.addMany(200, 'x')
        queue.addMany(200, 'y')
        const served = { x: 0, y: 0 }
        for (const { flow, claims, count } of arrivals) {
          queue.addMany(count, flow)
          for (const taken of queue.claimMany(claims)) if (taken === 'x' || taken === 'y') served[taken] += 1
          expect(Math.abs(served.x - served.y)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('the attempts of one pipeline keep their order in a line', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 60 }), (arrivals) => {
        const queue = new Queue()
        const begun = new Map<string, number>()
        const claim = () => {
          const next = queue.claim()
          if (next === undefined) return false
          expect(next.number).toBeGreaterThan(begun.get(next.flow) ?? -1)
          begun.set(next.flow, next.number)
          return true
        }
        for (const { flow, claims, count } of arrivals) {
          queue.addMany(count, flow)
          for (let claimed = 0; claimed < claims; claimed++) claim()
        }
        while (claim());
      }),
    )
  })

  test('whoever comes to a flood waits for no more than one turn of each pipeline there', () => {
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 1, maxLength: 40 }), (arrivals) => {
        const queue = new Queue()
        for (const { flow, claims, count } of arrivals) {
          queue.addMany(count, flow)
          queue.claimMany(claims)
        }
        queue.add('new')
        expect(queue.claimMany(flows.length + 1)).toContain('new')
      }),
    )
  })
})

describe('what a restart finds queued', () => {
  const line: Line = { queue: 'q', lane: '', priority: 0 }

  test('goes on in its order: new turns come behind the last of their flow, and others join where the first stands', () => {
    const turns = new FairTurns()
    turns.restore([
      { ...line, flow: 'a', first: 7, last: 9 },
      { ...line, flow: 'b', first: 5, last: 5 },
    ])
    expect(turns.give(line, 'a')).toBe(10)
    expect(turns.give(line, 'b')).toBe(6)
    expect(turns.give(line, 'new')).toBe(5)
  })

  test('nothing is forgotten of a lane in which nobody ever waited', () => {
    const turns = new FairTurns()
    turns.restore([{ ...line, flow: 'a', first: 1, last: 3 }])
    turns.emptied({ queue: 'q', lane: 'other' })
    expect(turns.give(line, 'a')).toBe(4)
    turns.emptied(line)
    expect(turns.give(line, 'a')).toBe(1)
  })
})
