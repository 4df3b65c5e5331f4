import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../contract/json'
import { aMap, aStep, needs } from '../../testing/builders'
import type { StepSpec } from '../pipelines/spec'
import { contentHashes, type Surroundings } from './content-hash'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const around = (input: JsonObject = {}): Surroundings => ({ input, pipeline: { name: 'sample', version: 1, folder: '/sample' } })
const hashesOf = (steps: readonly StepSpec[], surroundings = around()) =>
  Object.fromEntries([...contentHashes(new Map(steps.map((step) => [step.id, step])), surroundings, digest)].map(([id, { whole }]) => [id, whole]))

/** a ← b ← c, with d beside them. */
const chain: readonly StepSpec[] = [
  aStep('a', { with: { do: 'fetch', city: '${{ inputs.city }}' } }),
  aStep('b', { needs: needs('a'), with: { text: '${{ steps.a.output }}' } }),
  aStep('c', { needs: needs('b'), if: 'steps.b.output.size() > 0' }),
  aStep('d', { with: { do: 'other' } }),
]

const changed = (before: Record<string, string>, after: Record<string, string>) => Object.keys(before).filter((id) => before[id] !== after[id])
const edit = (id: string, change: Partial<StepSpec>) => chain.map((step) => (step.id === id ? { ...step, ...change } : step))

describe('the content hash of a step', () => {
  const before = hashesOf(chain, around({ city: 'Rome', size: 2 }))
  const after = (steps: readonly StepSpec[], input: JsonObject = { city: 'Rome', size: 2 }) => changed(before, hashesOf(steps, around(input)))

  it.each<[string, Partial<StepSpec>]>([
    ['its kind', { uses: 'other' }],
    ['what it is given', { with: { do: 'fetch anew', city: '${{ inputs.city }}' } }],
    ['its condition', { if: 'inputs.size > 1' }],
    ['its list', { map: aMap({ over: '[1, 2]' }) }],
  ])('changes with %s, and so do those of the steps behind it, but of no others', (_, change) => {
    expect(after(edit('a', change))).toEqual(['a', 'b', 'c'])
  })

  it('changes when a need asks for another outcome, or falls away', () => {
    expect(after(edit('c', { needs: [{ step: 'b', on: ['failed'] }] }))).toEqual(['c'])
    expect(after(edit('b', { needs: [] }))).toEqual(['b', 'c'])
  })

  it('changes when items that fail are treated otherwise, and not with how many run at once', () => {
    const mapped = (change: Parameters<typeof aMap>[0]) => hashesOf([aStep('a', { map: aMap(change) })])
    expect(mapped({ onItemError: 'continue' })).not.toEqual(mapped({}))
    expect(mapped({ maxParallel: 7 })).toEqual(mapped({}))
  })

  it('changes with the inputs that it names, and not with others', () => {
    expect(after(chain, { city: 'Bern', size: 2 })).toEqual(['a', 'b', 'c'])
    expect(after(chain, { city: 'Rome', size: 3 })).toEqual([])
  })

  it('changes with any input when it uses all of them, or one whose name is found out later', () => {
    for (const all of ['${{ json(inputs) }}', '${{ inputs[steps.a.output] }}']) {
      const steps = [aStep('a'), aStep('b', { needs: needs('a'), with: { all } })]
      expect(changed(hashesOf(steps, around({ x: 1 })), hashesOf(steps, around({ x: 2 })))).toEqual(['b'])
    }
  })

  it('changes with a step that is named further upstream than it is needed', () => {
    const steps = (word: string) => [
      aStep('a', { with: { word } }),
      aStep('b', { needs: needs('a') }),
      aStep('c', { needs: needs('b'), with: { x: '${{ steps.a.output }}' } }),
    ]
    expect(changed(hashesOf(steps('one')), hashesOf(steps('two')))).toEqual(['a', 'b', 'c'])
  })

  it('is there for a step that names one which is not, and tells which', () => {
    const naming = (id: string) => hashesOf([aStep('b', { with: { x: `\${{ steps.${id}.output }}` } })])
    expect(Object.keys(naming('gone'))).toEqual(['b'])
    expect(naming('gone')).not.toEqual(naming('lost'))
  })

  it('is not there for steps that wait for each other, nor for those behind them', () => {
    const loop = [aStep('a', { needs: needs('b') }), aStep('b', { needs: needs('a') }), aStep('c', { needs: needs('b') }), aStep('d')]
    expect(Object.keys(hashesOf(loop))).toEqual(['d'])
  })

  it('tells what was changed in a step itself from what was changed before it', () => {
    const own = (steps: readonly StepSpec[]) =>
      Object.fromEntries([...contentHashes(new Map(steps.map((step) => [step.id, step])), around(), digest)].map(([id, hash]) => [id, hash.own]))
    expect(changed(own(chain), own(edit('a', { with: {} })))).toEqual(['a'])
  })

  it('changes with the folder in which paths start, and with the version only where that is named', () => {
    const steps = [aStep('a'), aStep('b', { with: { version: '${{ pipeline.version }}' } })]
    const elsewhere = (pipeline: Partial<Surroundings['pipeline']>) => hashesOf(steps, { input: {}, pipeline: { ...around().pipeline, ...pipeline } })
    expect(changed(hashesOf(steps), elsewhere({ folder: '/other' }))).toEqual(['a', 'b'])
    expect(changed(hashesOf(steps), elsewhere({ version: 2 }))).toEqual(['b'])
  })
})

/** Steps that need only earlier ones. */
const pipeline = fc
  .array(fc.record({ word: fc.string({ maxLength: 5 }), back: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) =>
    parts.map(({ word, back }, index) =>
      aStep(`s${index}`, { with: { word }, needs: needs(...back.filter((steps) => steps <= index).map((steps) => `s${index - steps}`)) }),
    ),
  )

const unrelated = fc.record({
  name: fc.string(),
  line: fc.nat(),
  queue: fc.constantFrom('heavy', 'medium'),
  timeoutMs: fc.nat(),
  onLost: fc.constantFrom('fail' as const, 'retry' as const),
  retry: fc.record({
    attempts: fc.integer({ min: 1, max: 9 }),
    backoff: fc.constant('fixed' as const),
    delayMs: fc.nat(),
    maxMs: fc.nat(),
    jitter: fc.constant('none' as const),
  }),
})

const below = (steps: readonly StepSpec[], id: string): readonly string[] => {
  const found = new Set([id])
  for (const step of steps) if (step.needs.some((need) => found.has(need.step))) found.add(step.id)
  return steps.map((step) => step.id).filter((each) => found.has(each))
}

describe('the content hashes of any pipeline', () => {
  it('stay the same whatever is changed that decides nothing, and in whatever order the steps stand', () => {
    fc.assert(
      fc.property(
        pipeline,
        fc.array(unrelated, { minLength: 8, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        (steps, changes, order) => {
          const edited = steps.map((step, index) => ({ ...step, ...changes[index], needs: step.needs.toReversed() }))
          const shuffled = edited.map((step, index) => ({ step, at: order[index] ?? 0 })).toSorted((a, b) => a.at - b.at)
          expect(hashesOf(shuffled.map(({ step }) => step))).toEqual(hashesOf(steps))
        },
      ),
    )
  })

  it('change for a step that is edited and for all behind it, and for nobody else', () => {
    fc.assert(
      fc.property(pipeline, fc.nat(), (steps, draw) => {
        const id = steps[draw % steps.length]?.id ?? ''
        const edited = steps.map((step) => (step.id === id ? { ...step, with: { ...step.with, edited: true } } : step))
        expect(changed(hashesOf(steps), hashesOf(edited)).toSorted()).toEqual(below(steps, id))
      }),
    )
  })
})
