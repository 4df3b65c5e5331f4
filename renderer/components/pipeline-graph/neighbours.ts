import type { GraphLayout } from './layout'

export type Direction = 'left' | 'right' | 'up' | 'down'

const FORWARD = { right: 'right', down: 'down' } as const
const BACK = { right: 'left', down: 'up' } as const

/** Where an arrow key leads from a step: along the edges with and against the flow, across it to the next card of the layer; null when nothing lies there. */
export function neighbourOf({ steps, edges, flow }: GraphLayout, id: string, direction: Direction): string | null {
  const here = steps.find((step) => step.id === id)
  if (here === undefined) return null
  const across = (step: { readonly x: number; readonly y: number }) => (flow === 'right' ? step.y - here.y : step.x - here.x)
  const ahead = direction === 'down' || direction === 'right'
  const candidates =
    direction === FORWARD[flow]
      ? edges.filter(({ from }) => from === id).map(({ to }) => to)
      : direction === BACK[flow]
        ? edges.filter(({ to }) => to === id).map(({ from }) => from)
        : steps.filter((step) => step.layer === here.layer && (ahead ? across(step) > 0 : across(step) < 0)).map((step) => step.id)
  const nearest = steps.filter((step) => candidates.includes(step.id)).sort((a, b) => Math.abs(across(a)) - Math.abs(across(b)))
  return nearest[0]?.id ?? null
}
