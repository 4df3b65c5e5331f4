import { BREAKS, textUnits } from './text-units.ts'

export interface SplitOptions {
  readonly maxTokens: number
  readonly overlapTokens: number
  /** Where sections start, with their titles; a chunk never reaches over one. */
  readonly sections: readonly { readonly start: number; readonly title: string }[]
}

/** `text.slice(start, end)` is the chunk's text. */
export interface Chunk {
  readonly index: number
  readonly start: number
  readonly end: number
  readonly text: string
  readonly tokens: number
  /** Title of the section it lies in. */
  readonly section: string | null
}

/** Where a text is cut: numbers only, which a thread hands over without copying. */
export interface Cuts {
  /** Four of each chunk: start, end, tokens, and which of the sections it lies in (-1: before the first). */
  readonly places: Int32Array<ArrayBuffer>
  /** Of the whole text. */
  readonly tokens: number
}

const NUMBERS = 4

/** A run of units, end exclusive. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Cuts a text into chunks of at most `maxTokens` estimated tokens that together cover all of it. Cuts fall, in this
 * order, at section starts, between paragraphs, sentences, lines, words; inside a word only when it alone is longer than
 * a chunk. A chunk begins with up to `overlapTokens` of the end of the one before, from a whole word on.
 */
export function cutText(text: string, options: SplitOptions): Cuts {
  const { starts, breaks } = textUnits(text)
  const places: number[] = []
  for (const section of sectionSpans(starts, options.sections)) {
    for (const { from, to } of spansOf(section, breaks, options)) {
      const start = places.length === 0 ? 0 : (starts[from] ?? text.length)
      places.push(start, starts[to] ?? text.length, to - from, section.index)
    }
  }
  return { places: Int32Array.from(places), tokens: starts.length }
}

export const countOf = ({ places }: Cuts): number => places.length / NUMBERS

/** The chunks of a text that was cut with these sections. */
export function chunksAt(text: string, sections: SplitOptions['sections'], cuts: Cuts): Chunk[] {
  return Array.from({ length: countOf(cuts) }, (_, index) => {
    const [start = 0, end = 0, tokens = 0, section = -1] = cuts.places.subarray(index * NUMBERS, (index + 1) * NUMBERS)
    return { index, start, end, text: text.slice(start, end), tokens, section: sections[section]?.title ?? null }
  })
}

interface SectionSpan extends Span {
  /** In the list that was given. */
  readonly index: number
}

function sectionSpans(starts: Int32Array, sections: SplitOptions['sections']): SectionSpan[] {
  const inOrder = sections.map(({ start }, index) => ({ start, index })).sort((a, b) => a.start - b.start)
  const edges = [{ from: 0, index: -1 }, ...inOrder.map(({ start, index }) => ({ from: firstAtOrAfter(starts, start), index }))]
  return edges.map((edge, index) => ({ ...edge, to: edges[index + 1]?.from ?? starts.length })).filter((span) => span.to > span.from)
}

function spansOf(section: Span, breaks: Uint8Array, { maxTokens, overlapTokens }: SplitOptions): Span[] {
  const spans: Span[] = []
  let from = section.from
  for (;;) {
    const to = from + maxTokens >= section.to ? section.to : bestCut({ from, to: from + maxTokens }, breaks)
    spans.push({ from, to })
    if (to === section.to) return spans
    from = overlapStart(from, to, overlapTokens, breaks)
  }
}

/** The best place in the second half of a full span; of equals, the last. */
function bestCut({ from, to }: Span, breaks: Uint8Array): number {
  let best = to
  for (let at = to; at > from + (to - from) / 2; at--) {
    if ((breaks[at] ?? 0) > (breaks[best] ?? 0)) best = at
  }
  return best
}

/** The first word that begins within the overlap; never at or before the start of the chunk that ended. */
function overlapStart(from: number, to: number, overlap: number, breaks: Uint8Array): number {
  for (let at = Math.max(from + 1, to - overlap); at < to; at++) {
    if ((breaks[at] ?? 0) >= BREAKS.blank) return at
  }
  return to
}

function firstAtOrAfter(starts: Int32Array, offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}
