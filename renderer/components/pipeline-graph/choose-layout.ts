import { fitsWell, wholeZoom, type Room } from './fit'
import { CARD_WIDTH, type GraphLayout, NARROW_CARD_WIDTH } from './layout'
import { layoutParts, type PartedStep } from './layout-parts'

/** Larger graphs lead to the right in any room: arranging them again and again would be felt. */
const TRY_UP_TO = 150

/**
 * The layout that is easiest to read in a room: to the right if that fits; else downwards, as the file does; else to the
 * right with narrower cards; and if nothing fits, whichever is drawn largest.
 */
export function chooseLayout(steps: readonly PartedStep[], room: Room): GraphLayout {
  const right = layoutParts(steps)
  if (room.width === 0 || steps.length > TRY_UP_TO || fitsWell(right, room)) return right
  const down = layoutParts(steps, { flow: 'down', cardWidth: CARD_WIDTH })
  if (fitsWell(down, room)) return down
  const narrow = layoutParts(steps, { flow: 'right', cardWidth: NARROW_CARD_WIDTH })
  return [right, down, narrow].reduce((best, next) => (wholeZoom(next, room) > wholeZoom(best, room) * 1.1 ? next : best))
}
