import type { TimeScale } from './time-scale'
import { positionOf } from './time-scale'
import type { Segment } from './timeline'

/** Where the words of a row go: after its bars, before them, on one of them, or nowhere because they fit nowhere. */
export type LabelPlace = { readonly side: 'after' | 'before' | 'on' | 'onQuiet'; /** Part of the track. */ readonly at: number } | null

/** A letter of the small text, and the air around the words (px). */
const LETTER = 6
const AIR = 14

/** `width` is the track's, in px; before it is known the words go after the bars. */
export function labelPlace(words: string, segments: readonly Segment[], scale: TimeScale, width: number): LabelPlace {
  if (words === '' || segments.length === 0) return null
  const start = Math.min(...segments.map(({ from }) => positionOf(scale, from)))
  const end = Math.max(...segments.map(({ to }) => positionOf(scale, to)))
  const need = words.length * LETTER + AIR
  if (width === 0 || (1 - end) * width >= need) return { side: 'after', at: end }
  if (start * width >= need) return { side: 'before', at: start }
  const widest = segments.filter(isSolid).toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
  if (widest === undefined) return null
  const left = positionOf(scale, widest.from)
  return (positionOf(scale, widest.to) - left) * width >= need ? { side: widest.status === 'cancelled' ? 'onQuiet' : 'on', at: left } : null
}

type Work = Extract<Segment, { readonly status: unknown }>

/** Letters can be read on it. */
const isSolid = (segment: Segment): segment is Work =>
  (segment.kind === 'attempt' || segment.kind === 'items') &&
  (segment.status === 'succeeded' || segment.status === 'running' || segment.status === 'failed' || segment.status === 'cancelled')
