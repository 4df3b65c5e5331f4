import type { Placed, PlacedEntry, PlacedList, PlacedScalar } from '../pipelines/yaml/placed'
import type { Range } from '../pipelines/problems'

const ARROW = /->|=>|→/g
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u
/** `- `, `* ` and the like before a line of a list. */
const BULLET = /^[ \t]*(?:[-*•][ \t]+)?/

/**
 * Lines such as `business_plan: prompt_enhancer -> summarizer_pro`, as people write them down, as a map of lists; a single
 * line without a name as a list. Null when the text is anything else.
 */
export function readChains(text: string): Placed | null {
  if (text.search(ARROW) === -1) return null
  const entries = new Map<string, PlacedEntry>()
  let unnamed: PlacedList | null = null
  let from = 0
  for (const line of text.split('\n')) {
    const chain = readLine(line, from)
    from += line.length + 1
    if (chain === 'blank') continue
    if (chain === null) return null
    if (chain.name === null) {
      if (unnamed !== null || entries.size > 0) return null
      unnamed = chain.list
    } else {
      if (unnamed !== null || entries.has(chain.name.value)) return null
      entries.set(chain.name.value, { key: chain.name.value, keyRange: chain.name.range, value: chain.list })
    }
  }
  return unnamed ?? { kind: 'map', entries, range: { start: 0, end: text.trimEnd().length } }
}

export type PlacedText = PlacedScalar & { readonly value: string }

/** The names of a chain in one text; null when it is none. */
export function splitChain(text: string, range: Range): readonly PlacedText[] | null {
  const names: PlacedText[] = []
  let from = 0
  for (const arrow of [...text.matchAll(ARROW), null]) {
    const end = arrow === null ? text.length : arrow.index
    const part = text.slice(from, end)
    const name = part.replaceAll('`', ' ').trim()
    if (!NAME.test(name)) return null
    const start = range.start + from + part.indexOf(name)
    names.push({ kind: 'scalar', value: name, range: { start, end: start + name.length } })
    from = end + (arrow?.[0].length ?? 0)
  }
  return names.length > 1 ? names : null
}

interface Chain {
  readonly name: { readonly value: string; readonly range: Range } | null
  readonly list: PlacedList
}

function readLine(line: string, offset: number): Chain | 'blank' | null {
  const trimmed = line.trim()
  if (trimmed === '' || trimmed.startsWith('#')) return 'blank'
  const begin = line.length - line.replace(BULLET, '').length
  const colon = line.indexOf(':', begin)
  const name = colon === -1 ? null : line.slice(begin, colon).replaceAll('`', ' ').trim()
  if (name !== null && !NAME.test(name)) return null
  const from = colon === -1 ? begin : colon + 1
  const chain = line.slice(from).trimStart()
  const range = { start: offset + line.length - chain.length, end: offset + line.trimEnd().length }
  const items = splitChain(chain, range)
  if (items === null) return null
  const at = offset + begin + (name === null ? 0 : line.slice(begin).indexOf(name))
  return { name: name === null ? null : { value: name, range: { start: at, end: at + name.length } }, list: { kind: 'list', items, range } }
}
