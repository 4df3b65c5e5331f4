import { type GraphLayout, type LayoutForm, layoutGraph, type LayoutStep } from './layout'

export interface PartedStep extends LayoutStep {
  /** It stands apart, among the steps that are there for a failure. */
  readonly onFailure: boolean
}

/** Around the steps that stand apart; a title has its place at the top. */
const PADDING = 14
const TITLE = 22
/** Between them and the others. */
const GAP = 34

/** The steps of a pipeline, and below them, in a frame of their own, those that run only when it fails. */
export function layoutParts(steps: readonly PartedStep[], form?: LayoutForm): GraphLayout {
  const main = layoutGraph(
    steps.filter(({ onFailure }) => !onFailure),
    form,
  )
  const apart = layoutGraph(
    steps.filter(({ onFailure }) => onFailure),
    form,
  )
  if (apart.steps.length === 0) return main
  const top = main.steps.length === 0 ? 0 : main.height + GAP
  const move = <P extends { readonly x: number; readonly y: number }>(point: P): P => ({ ...point, x: point.x + PADDING, y: point.y + top + TITLE + PADDING })
  const layers = Math.max(-1, ...main.steps.map(({ layer }) => layer)) + 1
  const frame = { x: 0, y: top, width: apart.width + 2 * PADDING, height: apart.height + TITLE + 2 * PADDING }
  return {
    ...main,
    // Layers of their own: across the flow the arrow keys stay within a part.
    steps: [...main.steps, ...apart.steps.map((step) => ({ ...move(step), layer: step.layer + layers }))],
    edges: [...main.edges, ...apart.edges.map((edge) => ({ ...edge, points: edge.points.map(move) }))],
    width: Math.max(main.width, frame.width),
    height: frame.y + frame.height,
    apart: frame,
  }
}
