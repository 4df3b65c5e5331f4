import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Usage } from '../../contract/model'
import { aMap, aStep, needs } from '../../testing/builders'
import type { StepSpec } from '../pipelines/spec'
import { contentHashes } from './content-hash'
import { describePlan, planRerun, type EarlierStep } from './plan-rerun'

const around = { input: {}, pipeline: { name: 'sample', version: 1, folder: '/' } }
const digest = (text: string) => text
const byId = (steps: readonly StepSpec[]) => new Map(steps.map((step) => [step.id, step]))
const hashesOf = (steps: readonly StepSpec[]) => contentHashes(byId(steps), around, digest)

interface Case {
  readonly before: readonly StepSpec[]
  /** What became of steps that did not simply succeed. */
  readonly ended?: Readonly<Record<string, Partial<EarlierStep>>>
  readonly now?: readonly StepSpec[]
  readonly from?: string
  readonly failedItems?: boolean
}

function requestOf({ before, ended = {}, now = before, from, failedItems = false }: Case) {
  const hashes = hashesOf(before)
  const earlier = new Map(
    before.map(({ id, name }): [string, EarlierStep] => [
      id,
      { stepRunId: `run of ${id}`, name, status: 'succeeded', skipReason: null, map: null, itemsIn: `run of ${id}`, hash: hashes.get(id) ?? null, ms: 1000, usage: null, ...ended[id] },
    ]),
  )
  return { earlier, steps: byId(now), hashes: hashesOf(now), from: from ?? null, failedItems }
}

/** `reused`, or why a step runs. */
const fates = (each: Case) => Object.fromEntries([...planRerun(requestOf(each))].map(([id, fate]) => [id, fate.kind === 'reused' ? 'reused' : fate.after === null ? fate.why : `${fate.why} of ${fate.after}`]))
const described = (each: Case) => {
  const request = requestOf(each)
  return describePlan(planRerun(request), { ...request, usesCache: ({ id, cache }) => cache !== null && id !== each.from })
}

const chain = [aStep('a'), aStep('b', { needs: needs('a') }), aStep('c', { needs: needs('b') }), aStep('d')]
const failedAtB: Case = { before: chain, ended: { b: { status: 'failed' }, c: { status: 'skipped', skipReason: 'upstream', ms: null } } }

describe('the plan of a rerun', () => {
  it('takes over what succeeded and runs what failed, with all behind it', () => {
    expect(fates(failedAtB)).toEqual({ a: 'reused', b: 'failed', c: 'downstream of b', d: 'reused' })
  })

  it('runs the step that was chosen, with all behind it', () => {
    expect(fates({ before: chain, from: 'b' })).toEqual({ a: 'reused', b: 'chosen', c: 'downstream of b', d: 'reused' })
  })

  it('runs what was changed and what is new, and tells what there is no more', () => {
    const now = [aStep('a'), aStep('b', { needs: needs('a'), with: { edited: true } }), aStep('e', { needs: needs('a') }), aStep('d')]
    expect(fates({ before: chain, now })).toEqual({ a: 'reused', b: 'changed', e: 'new', d: 'reused' })
    expect(described({ before: chain, now }).dropped).toEqual([{ stepId: 'c', name: 'c', status: 'succeeded' }])
  })

  it('runs what was cancelled or never begun', () => {
    expect(fates({ before: chain, ended: { b: { status: 'cancelled' }, c: { status: 'cancelled' } } })).toEqual({ a: 'reused', b: 'unfinished', c: 'downstream of b', d: 'reused' })
  })

  it('runs a step when another was changed that it only names', () => {
    const steps = (word: string) => [aStep('a', { with: { word } }), aStep('b', { with: { x: '${{ steps.a.output }}' } })]
    expect(fates({ before: steps('one'), now: steps('two') })).toEqual({ a: 'changed', b: 'changed' })
  })

  it('runs a step of which it cannot be told whether it is the same', () => {
    const request = requestOf({ before: chain })
    const unknown = new Map([...request.hashes].filter(([id]) => id !== 'd'))
    expect(planRerun({ ...request, hashes: unknown }).get('d')).toMatchObject({ kind: 'runs', why: 'changed' })
  })

  it('leaves out steps that wait for each other, which could never begin', () => {
    const loop = [aStep('a', { needs: needs('b') }), aStep('b', { needs: needs('a') }), aStep('c')]
    expect(fates({ before: loop })).toEqual({ c: 'reused' })
  })

  it('leaves skipped what its own condition skipped', () => {
    const plan = described({ before: chain, ended: { d: { status: 'skipped', skipReason: 'condition', ms: null } }, from: 'a' })
    expect(plan.steps.find(({ stepId }) => stepId === 'd')).toMatchObject({ fate: 'reused', status: 'skipped' })
  })

  it('runs a step that mended a failure again: the failure it mends is tried again too', () => {
    const mend = [aStep('a'), aStep('mend', { needs: [{ step: 'a', on: ['failed'] }] })]
    expect(fates({ before: mend, ended: { a: { status: 'failed' } } })).toEqual({ a: 'failed', mend: 'downstream of a' })
  })

  it('keeps the items of a mapped step that failed by itself, and not those of one that is to run anew', () => {
    const mapped = [aStep('a'), aStep('b', { needs: needs('a'), map: aMap() })]
    const ended = { b: { status: 'failed', map: { total: 5, next: 4, open: 0, done: 4, failed: 1, reused: 0 } } } as const
    expect(described({ before: mapped, ended }).steps[1]).toMatchObject({ why: 'failed', itemsKept: 3 })
    expect(described({ before: mapped, ended, from: 'b' }).steps[1]).toMatchObject({ why: 'chosen', itemsKept: 0 })
    expect(described({ before: mapped, ended, from: 'a' }).steps[1]).toMatchObject({ why: 'failed', itemsKept: 0 })
  })

  it('does the items again that failed where the step went on without them, when it is asked to, with all behind it', () => {
    const mapped = [aStep('a'), aStep('b', { needs: needs('a'), map: aMap() }), aStep('c', { needs: needs('b') }), aStep('d')]
    const map = { total: 5, next: 5, open: 0, done: 5, failed: 2, reused: 0 }
    const ended = { b: { map }, d: { status: 'failed' } } as const
    expect(fates({ before: mapped, ended })).toEqual({ a: 'reused', b: 'reused', c: 'reused', d: 'failed' })
    expect(fates({ before: mapped, ended, failedItems: true })).toEqual({ a: 'reused', b: 'failed', c: 'downstream of b', d: 'failed' })
    expect(described({ before: mapped, ended, failedItems: true }).steps[1]).toMatchObject({ why: 'failed', itemsKept: 3 })
    expect(fates({ before: mapped, ended: { b: { map: { ...map, failed: 0 } } }, failedItems: true })).toMatchObject({ b: 'reused' })
    expect(described({ before: mapped, ended, from: 'b', failedItems: true }).steps[1]).toMatchObject({ why: 'chosen', itemsKept: 3 })
    // What is chosen before it makes another list.
    expect(described({ before: mapped, ended, from: 'a', failedItems: true }).steps[1]).toMatchObject({ why: 'downstream', itemsKept: 0 })
  })

  it('says which steps may come from the step cache: of those that run, not the one that was chosen', () => {
    const cache = { key: 'v1', ttlMs: 1000 }
    const cached = [aStep('a', { cache }), aStep('b', { needs: needs('a'), cache }), aStep('c', { needs: needs('b'), cache }), aStep('d', { needs: needs('c') })]
    expect(described({ before: cached, from: 'b' }).steps.map((step) => [step.stepId, step.fate === 'runs' ? step.mayUseCache : step.fate])).toEqual([['a', 'reused'], ['b', false], ['c', true], ['d', false]])
  })

  it('says what is saved and what it costs by the earlier run, and of how many steps that is not known', () => {
    const usage = (usd: number | null): Usage => ({ inputTokens: 100, outputTokens: 20, estimated: false, usd })
    const now = [...chain, aStep('new')]
    expect(described({ ...failedAtB, now, ended: { ...failedAtB.ended, a: { usage: usage(0.5) }, b: { status: 'failed', ms: 300, usage: usage(null) }, d: { ms: null } } })).toMatchObject({
      saves: { ms: 1000, tokens: 120, usd: 0.5, unknown: 1 },
      costs: { ms: 300, tokens: 120, usd: null, unknown: 2 },
    })
  })
})

const pipeline = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { minLength: 1, maxLength: 9 }).map((parts) =>
  parts.map((back, index) => aStep(`s${index}`, { needs: needs(...back.filter((steps) => steps <= index).map((steps) => `s${index - steps}`)) })),
)
const anyCase = fc.record({ steps: pipeline, statuses: fc.array(fc.constantFrom('succeeded', 'succeeded', 'failed', 'skipped', 'cancelled', 'pending'), { minLength: 9, maxLength: 9 }), edits: fc.array(fc.nat({ max: 6 }), { minLength: 9, maxLength: 9 }), from: fc.option(fc.nat()) }).map(
  ({ steps, statuses, edits, from }): Case => ({
    before: steps,
    ended: Object.fromEntries(steps.map(({ id }, index) => [id, { status: statuses[index] ?? 'succeeded' } as Partial<EarlierStep>])),
    now: steps.map((step, index) => (edits[index] === 0 ? { ...step, with: { edited: true } } : step)),
    ...(from !== null && { from: steps[from % steps.length]?.id ?? '' }),
  }),
)

describe('the plan of any rerun', () => {
  it('speaks of every step once, in the order of the file', () => {
    fc.assert(
      fc.property(anyCase, (each) => {
        expect([...planRerun(requestOf(each)).keys()]).toEqual(each.now?.map(({ id }) => id))
      }),
    )
  })

  it('reuses a step only with all that it needs, as it ended and as it was', () => {
    fc.assert(
      fc.property(anyCase, (each) => {
        const plan = planRerun(requestOf(each))
        for (const fate of plan.values()) {
          if (fate.kind === 'runs') continue
          expect(fate.spec.needs.filter((need) => plan.get(need.step)?.kind !== 'reused')).toEqual([])
          expect(['succeeded', 'skipped']).toContain(each.ended?.[fate.spec.id]?.status)
          expect(fate.spec.with).toEqual(each.before.find(({ id }) => id === fate.spec.id)?.with)
        }
      }),
    )
  })

  it('runs no step without a reason: with nothing chosen, changed or left undone, nothing runs', () => {
    fc.assert(
      fc.property(pipeline, (before) => {
        expect(Object.values(fates({ before })).filter((fate) => fate !== 'reused')).toEqual([])
      }),
    )
  })
})
