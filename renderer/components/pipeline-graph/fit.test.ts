import { expect, test } from 'vitest'
import { bringIntoView, fitIn, SMALLEST } from './fit'

const graph = (width: number, height: number) => ({ flow: 'right' as const, cardWidth: 180, steps: [], edges: [], apart: null, width, height })

test('centres a small graph at its natural size', () => {
  expect(fitIn(graph(400, 100), { width: 1000, height: 300 })).toEqual({ x: 300, y: 100, zoom: 1 })
})

test('shrinks a wide graph until it fits', () => {
  const view = fitIn(graph(1058, 100), { width: 1000, height: 300 })
  expect(view.zoom).toBeCloseTo(0.9, 2)
  expect(view.x).toBe(24)
})

test('shows the beginning of a graph that would be too small to read', () => {
  expect(fitIn(graph(20_000, 100), { width: 1000, height: 300 })).toMatchObject({ x: 24, zoom: SMALLEST })
})

test('has the first step in the middle of a side that is too long', () => {
  const tall = { ...graph(400, 3000), steps: [{ id: 'first', x: 0, y: 1478, layer: 0 }] }
  expect(fitIn(tall, { width: 1000, height: 300 })).toEqual({ x: 356, y: -930, zoom: SMALLEST })
})

test('moves only as far as a card needs to be seen', () => {
  const view = { x: 0, y: 0, zoom: 1 }
  const room = { width: 1000, height: 300 }
  expect(bringIntoView(view, { x: 100, y: 100, width: 180, height: 44 }, room)).toBe(view)
  expect(bringIntoView(view, { x: 950, y: 100, width: 180, height: 44 }, room)).toEqual({ x: -154, y: 0, zoom: 1 })
  expect(bringIntoView(view, { x: -50, y: 290, width: 180, height: 44 }, room)).toEqual({ x: 74, y: -58, zoom: 1 })
})
