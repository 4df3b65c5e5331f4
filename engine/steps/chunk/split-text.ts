import { BREAKS, textUnits } from './text-units'

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

export interface SplitText {
  readonly chunks: readonly Chunk[]
  readonly tokens: number
}

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
export function splitText(text: string, options: SplitOptions): SplitText {
  const { starts, breaks } = textUnits(text)
  const chunks: Chunk[] = []
  for (const section of sectionSpans(starts, options.sections)) {
    for (const { from, to } of spansOf(section, breaks, options)) {
      const start = chunks.length === 0 ? 0 : (starts[from] ?? text.length)
      const end = starts[to] ?? text.length
      chunks.push({ index: chunks.length, start, end, text: text.slice(start, end), tokens: to - from, section: section.title })
    }
  }
  return { chunks, tokens: starts.length }
}

interface SectionSpan extends Span {
  readonly title: string | null
}

function sectionSpans(starts: Int32Array, sections: SplitOptions['sections']): SectionSpan[] {
  const inOrder = [...sections].sort((a, b) => a.start - b.start)
  const before: Omit<SectionSpan, 'to'> = { from: 0, title: null }
  const edges = [before, ...inOrder.map(({ start, title }) => ({ from: firstAtOrAfter(starts, start), title }))]
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
