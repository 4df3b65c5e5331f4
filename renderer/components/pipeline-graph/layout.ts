import { graphlib, layout as arrange } from '@dagrejs/dagre'

export const CARD_WIDTH = 180
/** Where there is little room: the duration moves into the second line. */
export const NARROW_CARD_WIDTH = 132
export const CARD_HEIGHT = 44
/** Between one layer and the next, and between cards of one layer. */
const LAYER_GAP = { right: 48, down: 30 }
const NARROW_LAYER_GAP = 28
const CARD_GAP = { right: 22, down: 26 }

/** Where the steps lead: to the right as a rule, down in a narrow place. */
export type Flow = 'right' | 'down'

export interface LayoutStep {
  readonly id: string
  readonly needs: readonly string[]
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlacedStep extends Point {
  readonly id: string
  /** From 0: how far the step is from the start. */
  readonly layer: number
}

export interface PlacedEdge {
  readonly from: string
  readonly to: string
  /** From the end of one card to the beginning of the other; points between keep long edges clear of cards. */
  readonly points: readonly Point[]
}

export interface LayoutForm {
  readonly flow: Flow
  readonly cardWidth: number
}

export interface GraphLayout extends LayoutForm {
  readonly steps: readonly PlacedStep[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
  /** The frame around the steps that stand apart; null when there are none. */
  readonly apart: (Point & { readonly width: number; readonly height: number }) | null
}

/**
 * In layers, each step past everything it needs. A file that is being written may name steps that do not exist, itself,
 * or a loop: unknown and own needs are left out, loops are drawn with one edge going back.
 */
export function layoutGraph(steps: readonly LayoutStep[], { flow, cardWidth }: LayoutForm = { flow: 'right', cardWidth: CARD_WIDTH }): GraphLayout {
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: flow === 'right' ? 'LR' : 'TB', nodesep: CARD_GAP[flow], ranksep: cardWidth < CARD_WIDTH ? NARROW_LAYER_GAP : LAYER_GAP[flow] })
  graph.setDefaultEdgeLabel(() => ({}))
  const known = new Set(steps.map(({ id }) => id))
  for (const { id } of steps) graph.setNode(id, { width: cardWidth, height: CARD_HEIGHT })
  const pairs = steps.flatMap((step) =>
    [...new Set(step.needs)].filter((need) => known.has(need) && need !== step.id).map((need) => ({ from: need, to: step.id })),
  )
  for (const { from, to } of pairs) graph.setEdge(from, to)
  if (known.size > 0) arrange(graph)

  const mirror = mirrorFor(
    flow,
    [...known].map((id) => centreOf(graph.node(id))),
  )
  const centres = new Map([...known].map((id) => [id, mirror(centreOf(graph.node(id)))]))
  const depth = ({ x, y }: Point) => Math.round(flow === 'right' ? x : y)
  const layers = [...new Set([...centres.values()].map(depth))].sort((a, b) => a - b)
  const placed = [...centres].map(([id, centre]) => ({ id, x: centre.x - cardWidth / 2, y: centre.y - CARD_HEIGHT / 2, layer: layers.indexOf(depth(centre)) }))
  const edges = pairs.map(({ from, to }) => ({
    from,
    to,
    points: route({ flow, cardWidth }, centres.get(from), centres.get(to), bendsOf(graph.edge(from, to)).map(mirror)),
  }))
  const width = Math.max(0, ...placed.map(({ x }) => x + cardWidth))
  const height = Math.max(0, ...placed.map(({ y }) => y + CARD_HEIGHT))
  return { flow, cardWidth, steps: placed, edges, width, height, apart: null }
}

/**
 * Which of two mirror images is shown is all the same to the arranger, not to the reader: what stands first in the file
 * should stand first in its layer. Takes the centres in the order of the file.
 */
function mirrorFor(flow: Flow, centres: readonly Point[]): (point: Point) => Point {
  const [along, across] = flow === 'right' ? (['x', 'y'] as const) : (['y', 'x'] as const)
  const lastOfLayer = new Map<number, number>()
  let turned = 0
  for (const centre of centres) {
    const last = lastOfLayer.get(centre[along])
    if (last !== undefined) turned += Math.sign(last - centre[across])
    lastOfLayer.set(centre[along], centre[across])
  }
  const end = Math.max(0, ...centres.map((centre) => centre[across])) + Math.min(Number.POSITIVE_INFINITY, ...centres.map((centre) => centre[across]))
  return turned > 0 ? (point) => ({ ...point, [across]: end - point[across] }) : (point) => point
}

/** Drops the arranger's bends in the gaps (a curve needs none) and runs straight through the layers that an edge only passes. */
function route({ flow, cardWidth }: LayoutForm, from: Point | undefined, to: Point | undefined, bends: readonly Point[]): Point[] {
  if (from === undefined || to === undefined) return []
  const half = flow === 'right' ? { x: cardWidth / 2, y: 0 } : { x: 0, y: CARD_HEIGHT / 2 }
  const before = ({ x, y }: Point) => ({ x: x - half.x, y: y - half.y })
  const after = ({ x, y }: Point) => ({ x: x + half.x, y: y + half.y })
  const passed = bends.filter((_, i) => i % 2 === 0).slice(1, -1)
  return [after(from), ...passed.flatMap((point) => [before(point), after(point)]), before(to)]
}

/** An SVG path through the points that leaves and arrives in the direction of the flow: soft corners, no kinks. */
export function pathThrough(points: readonly Point[], flow: Flow): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${first.x},${first.y}`
  let last = first
  for (const point of rest) {
    const straight = flow === 'right' ? last.y === point.y : last.x === point.x
    if (straight) path += `L${point.x},${point.y}`
    else if (flow === 'right') path += `C${(last.x + point.x) / 2},${last.y} ${(last.x + point.x) / 2},${point.y} ${point.x},${point.y}`
    else path += `C${last.x},${(last.y + point.y) / 2} ${point.x},${(last.y + point.y) / 2} ${point.x},${point.y}`
    last = point
  }
  return path
}

function centreOf(label: unknown): Point {
  return isPoint(label) ? { x: label.x, y: label.y } : { x: 0, y: 0 }
}

function bendsOf(label: unknown): readonly Point[] {
  if (typeof label !== 'object' || label === null || !('points' in label) || !Array.isArray(label.points)) return []
  return label.points.filter(isPoint)
}

const isPoint = (value: unknown): value is Point =>
  typeof value === 'object' && value !== null && 'x' in value && 'y' in value && typeof value.x === 'number' && typeof value.y === 'number'
