import { describe, expect, it } from 'vitest'
import { CARD_HEIGHT } from './layout'
import { layoutParts } from './layout-parts'
import { neighbourOf } from './neighbours'

const step = (id: string, needs: readonly string[] = [], onFailure = false) => ({ id, needs, onFailure })
const main = [step('fetch'), step('left', ['fetch']), step('right', ['fetch'])]

describe('steps that are there for a failure', () => {
  it('are in no pipeline that has none', () => {
    expect(layoutParts(main).apart).toBeNull()
  })

  it.each(['right', 'down'] as const)('stand below the others in a frame of their own, where all lead %s', (flow) => {
    const layout = layoutParts([...main, step('collect', [], true), step('tell', ['collect'], true)], { flow, cardWidth: 180 })
    const frame = layout.apart
    if (frame === null) throw new Error('no frame')
    for (const { id, x, y } of layout.steps) {
      const inside = x > frame.x && y > frame.y && x + 180 < frame.x + frame.width && y + CARD_HEIGHT < frame.y + frame.height
      expect([id, inside]).toEqual([id, id === 'collect' || id === 'tell'])
      if (!inside) expect(y + CARD_HEIGHT).toBeLessThan(frame.y)
    }
    expect(layout.width).toBeGreaterThanOrEqual(frame.width)
    expect(layout.height).toBe(frame.y + frame.height)
    expect(layout.edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['fetch>left', 'fetch>right', 'collect>tell'])
  })

  it('are not where arrow keys lead from the others', () => {
    const layout = layoutParts([...main, step('tell', [], true)])
    expect(neighbourOf(layout, 'fetch', 'down')).toBeNull()
    expect(neighbourOf(layout, 'tell', 'up')).toBeNull()
  })
})
