import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ancestry } from './ancestry'
import { ancestors, dependantsOf, findCycle, type GraphNode, toGraph } from './graph'
import { DEFAULT_NEED_OUTCOMES, type StepSpec } from './spec'

const graphOf = (edges: Readonly<Record<string, string>>): GraphNode[] =>
  Object.entries(edges).map(([id, needs]) => ({
    id,
    needs: needs
      .split(' ')
      .filter(Boolean)
      .map((step) => ({ step })),
  }))

const chain = (length: number): GraphNode[] => Array.from({ length }, (_, n) => ({ id: `s${n}`, needs: n === 0 ? [] : [{ step: `s${n - 1}` }] }))

function step(id: string, over: Partial<StepSpec> = {}): StepSpec {
  return {
    id,
    name: id,
    uses: 'wait',
    with: {},
    needs: [],
    if: null,
    map: null,
    cache: null,
    queue: 'default',
    timeoutMs: 1000,
    retry: { attempts: 1, backoff: 'fixed', delayMs: 0, maxMs: 0, jitter: 'none' },
    onLost: 'retry',
    line: 3,
    ...over,
  }
}

describe('toGraph', () => {
  it('keeps what screens draw', () => {
    const mapped = step('b', { needs: [{ step: 'a', on: DEFAULT_NEED_OUTCOMES }], if: 'true', map: { over: 'inputs.x', maxParallel: 2, onItemError: 'fail' } })
    expect(toGraph({ steps: [step('a'), mapped], onFailure: [] })).toEqual({
      steps: [
        { id: 'a', uses: 'wait', name: 'a', needs: [], mapped: false, conditional: false, onFailure: false, queue: 'default', line: 3 },
        {
          id: 'b',
          uses: 'wait',
          name: 'b',
          needs: [{ step: 'a', on: ['succeeded', 'skipped'] }],
          mapped: true,
          conditional: true,
          onFailure: false,
          queue: 'default',
          line: 3,
        },
      ],
    })
  })

  it('puts what is there for a failure last', () => {
    const { steps } = toGraph({ steps: [step('a')], onFailure: [step('tell')] })
    expect(steps.map(({ id, onFailure }) => [id, onFailure])).toEqual([
      ['a', false],
      ['tell', true],
    ])
  })
})

describe('ancestors', () => {
  it('are near and far', () => {
    const steps = graphOf({ a: '', b: 'a', c: 'b gone', d: '', e: 'c d' })
    expect([...ancestors(steps, 'e')].sort()).toEqual(['a', 'b', 'c', 'd'])
    expect([...ancestors(steps, 'a'), ...ancestors(steps, 'gone')]).toEqual([])
  })

  it('include the step itself in a cycle', () => {
    expect([...ancestors(graphOf({ a: 'b', b: 'a' }), 'a')].sort()).toEqual(['a', 'b'])
  })

  it('are found for very long chains', () => {
    expect(ancestors(chain(50_000), 's49999').size).toBe(49_999)
  })
})

describe('dependantsOf', () => {
  it('turns needs around', () => {
    const steps = [
      step('a'),
      step('b', { needs: [{ step: 'a', on: ['failed'] }] }),
      step('c', {
        needs: [
          { step: 'a', on: ['succeeded'] },
          { step: 'gone', on: ['failed'] },
        ],
      }),
    ]
    expect([...dependantsOf({ steps })]).toEqual([
      [
        'a',
        [
          { step: 'b', on: ['failed'] },
          { step: 'c', on: ['succeeded'] },
        ],
      ],
      ['b', []],
      ['c', []],
    ])
  })
})

describe('findCycle', () => {
  it.each([
    [{ a: 'b', b: 'c', c: 'a' }, ['a', 'b', 'c', 'a']],
    [{ a: '', b: 'a c', c: 'd', d: 'b' }, ['b', 'c', 'd', 'b']],
    [{ x: 'c', a: 'c', c: 'b', b: 'a' }, ['a', 'c', 'b', 'a']],
    [{ a: 'a' }, ['a', 'a']],
  ])('of %j is %j', (edges, loop) => {
    expect(findCycle(graphOf(edges))).toEqual(loop)
  })

  it('finds none where there is none', () => {
    expect(findCycle(graphOf({ a: '', b: 'a', c: 'a b', d: 'gone b c' }))).toBeNull()
    expect(findCycle([])).toBeNull()
    expect(findCycle(chain(50_000).reverse())).toBeNull()
  })

  it('finds a loop exactly when a step is its own ancestor, and the loop is real', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 10 }), (needs) => {
        const steps = needs.map((each, n) => ({ id: `s${n}`, needs: each.map((to) => ({ step: `s${to}` })) }))
        const loop = findCycle(steps)
        expect(loop !== null).toBe(steps.some((each) => ancestors(steps, each.id).has(each.id)))
        for (const [at, id] of (loop ?? []).slice(0, -1).entries()) {
          expect(steps.find((each) => each.id === id)?.needs).toContainEqual({ step: loop?.[at + 1] })
        }
      }),
    )
  })
})

describe('Ancestry', () => {
  it('agrees with a search, for every pair', () => {
    const acyclic = fc.array(fc.array(fc.nat(70), { maxLength: 4 }), { maxLength: 70 })
    fc.assert(
      fc.property(acyclic, fc.boolean(), (needs, backwards) => {
        const inOrder = needs.map((each, n) => ({ id: `s${n}`, needs: each.filter((to) => to < n || to === 70).map((to) => ({ step: `s${to}` })) }))
        const steps = backwards ? inOrder.reverse() : inOrder
        const ancestry = new Ancestry(steps)
        for (const { id } of steps) {
          expect(
            steps
              .filter((each) => ancestry.isUpstream(each.id, id))
              .map((each) => each.id)
              .sort(),
          ).toEqual([...ancestors(steps, id)].sort())
        }
      }),
      { numRuns: 30 },
    )
  })

  it('knows nothing of steps that are not there', () => {
    const ancestry = new Ancestry(chain(3))
    expect([ancestry.isUpstream('gone', 's1'), ancestry.isUpstream('s1', 'gone'), ancestry.isUpstream('s0', 's2')]).toEqual([false, false, true])
  })
})
