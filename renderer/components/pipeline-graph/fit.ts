import { CARD_HEIGHT, type GraphLayout } from './layout'

export interface Viewport {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export interface Room {
  readonly width: number
  readonly height: number
}

const MARGIN = 24
/** Cards are never drawn larger than life, nor so small that their kinds and times cannot be read: then the graph is moved about instead. */
const LARGEST = 1
export const SMALLEST = 0.72

/** The zoom at which all of it can just be seen. */
export const wholeZoom = (layout: GraphLayout, room: Room): number =>
  Math.min((room.width - 2 * MARGIN) / Math.max(1, layout.width), (room.height - 2 * MARGIN) / Math.max(1, layout.height))

/** The view that shows the whole graph in the middle; of a graph too large for that, where it begins. */
export function fitIn(layout: GraphLayout, room: Room): Viewport {
  const zoom = Math.max(SMALLEST, Math.min(LARGEST, wholeZoom(layout, room)))
  const [first] = layout.steps
  return {
    x: placed(room.width, layout.width * zoom, first === undefined ? 0 : (first.x + layout.cardWidth / 2) * zoom),
    y: placed(room.height, layout.height * zoom, first === undefined ? 0 : (first.y + CARD_HEIGHT / 2) * zoom),
    zoom,
  }
}

/** Offset that centres a length in the room; one too long starts at the margin, or has its beginning in the middle. */
function placed(room: number, length: number, beginning: number): number {
  if (length <= room - 2 * MARGIN) return Math.round((room - length) / 2)
  return Math.round(Math.max(room - MARGIN - length, Math.min(MARGIN, room / 2 - beginning)))
}

/** Whether all of it can be seen and read at once. */
export const fitsWell = (layout: GraphLayout, room: Room): boolean => wholeZoom(layout, room) >= SMALLEST

/** The nearest view in which the card at the given place is wholly seen; the same object when it is already. */
export function bringIntoView(view: Viewport, card: Readonly<{ x: number; y: number; width: number; height: number }>, room: Room): Viewport {
  const shift = (offset: number, start: number, length: number, available: number) => {
    const from = offset + start * view.zoom
    const to = from + length * view.zoom
    if (from < MARGIN) return MARGIN - from
    return to > available - MARGIN ? available - MARGIN - to : 0
  }
  const dx = shift(view.x, card.x, card.width, room.width)
  const dy = shift(view.y, card.y, card.height, room.height)
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy }
}
