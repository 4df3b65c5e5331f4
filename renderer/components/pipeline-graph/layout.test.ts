import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CARD_HEIGHT, CARD_WIDTH, type Flow, layoutGraph, pathThrough } from './layout'
import { neighbourOf } from './neighbours'

const diamond = [
  { id: 'collect', needs: [] },
  { id: 'summarise', needs: ['collect'] },
  { id: 'statistics', needs: ['collect'] },
  { id: 'report', needs: ['summarise', 'statistics', 'collect'] },
]

const anyPipeline = fc
  .integer({ min: 1, max: 14 })
  .chain((size) =>
    fc
      .tuple(...Array.from({ length: size }, (_, i) => fc.subarray(Array.from({ length: i }, (_, before) => `s${before}`))))
      .map((needs) => needs.map((list, i) => ({ id: `s${i}`, needs: list }))),
  )

const anyFlow = fc.constantFrom<Flow>('right', 'down')

test('puts every step past all that it needs', () => {
  fc.assert(
    fc.property(anyPipeline, anyFlow, (steps, flow) => {
      const placed = new Map(layoutGraph(steps, { flow, cardWidth: CARD_WIDTH }).steps.map((step) => [step.id, step]))
      for (const step of steps) {
        for (const need of step.needs) {
          const [here, before] = [placed.get(step.id), placed.get(need)]
          expect(flow === 'right' ? (here?.x ?? 0) - (before?.x ?? 0) - CARD_WIDTH : (here?.y ?? 0) - (before?.y ?? 0) - CARD_HEIGHT).toBeGreaterThanOrEqual(0)
        }
      }
    }),
  )
})

test('lets no two cards overlap', () => {
  fc.assert(
    fc.property(anyPipeline, anyFlow, (steps, flow) => {
      const { steps: placed } = layoutGraph(steps, { flow, cardWidth: CARD_WIDTH })
      for (const [i, a] of placed.entries()) {
        for (const b of placed.slice(i + 1)) expect(Math.abs(a.x - b.x) >= CARD_WIDTH || Math.abs(a.y - b.y) >= CARD_HEIGHT).toBe(true)
      }
    }),
  )
})

test('leads an edge over a column past the cards that stand in it', () => {
  const { steps, edges } = layoutGraph(diamond)
  const long = edges.find(({ from, to }) => from === 'collect' && to === 'report')
  const between = steps.filter(({ id }) => id === 'summarise' || id === 'statistics')
  const level = long?.points.slice(1, -1).map(({ y }) => y) ?? []
  expect(level).toHaveLength(2)
  for (const card of between) expect(level.every((y) => y < card.y || y > card.y + CARD_HEIGHT)).toBe(true)
})

test('keeps the order of the file within a layer', () => {
  const fan = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, needs: ['root'] }))
  const { steps } = layoutGraph([{ id: 'root', needs: [] }, ...fan])
  expect(
    steps
      .filter(({ layer }) => layer === 1)
      .sort((a, b) => a.y - b.y)
      .map(({ id }) => id),
  ).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('draws what it can of a file with unknown needs and a loop', () => {
  const { steps, edges } = layoutGraph([
    { id: 'a', needs: ['b', 'nowhere', 'a'] },
    { id: 'b', needs: ['a'] },
  ])
  expect(steps.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(edges.map(({ from, to }) => `${from}>${to}`).sort()).toEqual(['a>b', 'b>a'])
})

test('draws nothing for no steps', () => {
  expect(layoutGraph([])).toEqual({ flow: 'right', cardWidth: CARD_WIDTH, steps: [], edges: [], width: 0, height: 0, apart: null })
})

test('draws a level edge straight and others as curves along the flow', () => {
  expect(
    pathThrough(
      [
        { x: 0, y: 5 },
        { x: 10, y: 5 },
      ],
      'right',
    ),
  ).toBe('M0,5L10,5')
  expect(
    pathThrough(
      [
        { x: 0, y: 0 },
        { x: 10, y: 8 },
      ],
      'right',
    ),
  ).toBe('M0,0C5,0 5,8 10,8')
  expect(
    pathThrough(
      [
        { x: 0, y: 0 },
        { x: 10, y: 8 },
      ],
      'down',
    ),
  ).toBe('M0,0C0,4 10,4 10,8')
})

test('arrow keys follow the edges along the flow and the layer across it', () => {
  const layout = layoutGraph(diamond)
  const upper = layout.steps.filter(({ layer }) => layer === 1).sort((a, b) => a.y - b.y)
  expect(neighbourOf(layout, 'collect', 'left')).toBeNull()
  expect(neighbourOf(layout, 'report', 'left')).not.toBeNull()
  expect(neighbourOf(layout, upper[0]?.id ?? '', 'down')).toBe(upper[1]?.id)
  expect(neighbourOf(layout, upper[0]?.id ?? '', 'up')).toBeNull()
  const down = layoutGraph(diamond, { flow: 'down', cardWidth: CARD_WIDTH })
  expect(neighbourOf(down, 'report', 'up')).not.toBeNull()
  expect(neighbourOf(down, 'collect', 'left')).toBeNull()
})
