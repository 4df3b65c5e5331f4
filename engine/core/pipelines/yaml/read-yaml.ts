import { isAlias, isMap, isScalar, isSeq, parseDocument, type Alias, type Pair, type ParsedNode, type Scalar, type YAMLMap } from 'yaml'
import { MAX_PIPELINE_TEXT } from '../../../contract/api/pipelines'
import { LIMITS } from '../limits'
import type { Problems, Range } from '../problems'
import type { Placed, PlacedEntry, PlacedMap, PlacedScalar } from './placed'
import { reportSyntaxErrors } from './syntax-errors'

export interface ReadFile {
  /** Null when there is nothing to read, or far too much. */
  readonly root: Placed | null
  /** False: what was understood has gaps, so conclusions from what is missing would mislead. */
  readonly complete: boolean
}

/**
 * YAML 1.2 (and so JSON) as values with places: core schema, no merge keys, no tags of its own, unique keys. Aliases
 * are counted as what they repeat, so an alias bomb is refused while it is still small.
 */
export function readYaml(problems: Problems): ReadFile {
  const { text } = problems
  if (text.length > MAX_PIPELINE_TEXT) {
    problems.error({
      code: 'file_too_large',
      message: `A pipeline file has at most ${MAX_PIPELINE_TEXT} characters; this one has ${text.length}.`,
      range: { start: 0, end: 0 },
    })
    return { root: null, complete: false }
  }
  const document = parseDocument(text, { schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'error' })
  reportSyntaxErrors(document.errors, problems)
  const reader = new NodeReader(problems)
  const root = document.contents === null ? null : reader.read(document.contents, 1)
  return { root, complete: document.errors.every((error) => error.code === 'MULTIPLE_DOCS') && !reader.stopped }
}

const CORE_TAGS = new Set(['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`))

const NOTHING: Placed = { kind: 'scalar', value: null, range: { start: 0, end: 0 } }

/** What has a value of its own. */
type Content = Exclude<ParsedNode, Alias.Parsed>

/** What an anchor stands for, and what repeating it costs. */
interface Anchored {
  readonly placed: Placed
  readonly nodes: number
  readonly height: number
}

class NodeReader {
  /** A limit was passed; what follows is left out. */
  stopped = false
  #nodes = 0
  #aliases = 0
  #deepest = 0
  readonly #anchors = new Map<string, Anchored>()

  constructor(readonly problems: Problems) {}

  read(node: ParsedNode, depth: number): Placed {
    if (isAlias(node)) return this.#repeat(node.source, rangeOf(node), depth)
    if (!this.#within(rangeOf(node), depth, 1)) return NOTHING
    this.#refuseTag(node)
    const { anchor } = node
    if (anchor === undefined) return this.#content(node, depth)
    const before = { nodes: this.#nodes, deepest: this.#deepest }
    this.#deepest = depth
    const placed = this.#content(node, depth)
    this.#anchors.set(anchor, { placed, nodes: this.#nodes - before.nodes + 1, height: this.#deepest - depth })
    this.#deepest = Math.max(this.#deepest, before.deepest)
    return placed
  }

  #content(node: Content, depth: number): Placed {
    if (isMap(node)) return this.#map(node, depth)
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.read(item, depth + 1)), range: this.#trimmed(node) }
    return this.#scalar(node)
  }

  #map(node: YAMLMap.Parsed, depth: number): PlacedMap {
    const entries = new Map<string, PlacedEntry>()
    for (const pair of node.items) {
      const entry = this.#entry(pair, depth)
      if (entry === null) continue
      if (entries.has(entry.key)) this.#refuse('duplicate_key', `\`${entry.key}\` is here twice.`, entry.keyRange)
      else entries.set(entry.key, entry)
    }
    return { kind: 'map', entries, range: this.#trimmed(node) }
  }

  #entry(pair: Pair<ParsedNode, ParsedNode | null>, depth: number): PlacedEntry | null {
    const keyRange = rangeOf(pair.key)
    const key = isScalar(pair.key) ? keyText(pair.key) : null
    if (key === null) {
      this.#refuse('key_not_text', 'A key must be text.', keyRange)
      return null
    }
    if (key === '<<') {
      this.#refuse('merge_key', 'Merge keys (`<<`) are not supported. Write the keys out, or use `defaults`.', keyRange)
      return null
    }
    const value = pair.value === null ? { ...NOTHING, range: { start: keyRange.end, end: keyRange.end } } : this.read(pair.value, depth + 1)
    return { key, keyRange, value }
  }

  #scalar(node: Scalar.Parsed): PlacedScalar {
    const range = this.#trimmed(node)
    const { value, source } = node
    if (typeof value === 'number') return { kind: 'scalar', value: this.#number(value, source, range), range }
    if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'scalar', value, range }
    return { kind: 'scalar', value: null, range }
  }

  #number(value: number, source: string, range: Range): number | null {
    if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value) || /[.eE]/.test(source))) return value
    const message = Number.isFinite(value) ? 'This number is too large to be exact. Put it in quotes to keep it as text.' : 'This is not a finite number.'
    this.#refuse('number_not_exact', message, range, Number.isFinite(value) ? `"${source}"` : null)
    return Number.isFinite(value) ? value : null
  }

  #repeat(name: string, range: Range, depth: number): Placed {
    const anchored = this.#anchors.get(name)
    this.#aliases++
    if (anchored === undefined) {
      this.#refuse('unknown_alias', `There is no anchor \`&${name}\` before this alias.`, range)
      return NOTHING
    }
    if (this.#aliases > LIMITS.aliases) return this.#stop('too_many_aliases', `A pipeline file has at most ${LIMITS.aliases} aliases.`, range)
    return this.#within(range, depth + anchored.height, anchored.nodes) ? anchored.placed : NOTHING
  }

  #within(range: Range, depth: number, nodes: number): boolean {
    if (this.stopped) return false
    this.#nodes += nodes
    this.#deepest = Math.max(this.#deepest, depth)
    if (depth > LIMITS.depth) this.#stop('too_deep', `This is nested more than ${LIMITS.depth} levels deep.`, range)
    else if (this.#nodes > LIMITS.nodes)
      this.#stop('file_too_large', `A pipeline file has at most ${LIMITS.nodes} values, with those that aliases repeat.`, range)
    return !this.stopped
  }

  #stop(code: string, message: string, range: Range): Placed {
    if (!this.stopped) this.#refuse(code, message, range)
    this.stopped = true
    return NOTHING
  }

  #refuseTag(node: Content): void {
    const { tag } = node
    if (tag === undefined || CORE_TAGS.has(tag)) return
    this.#refuse('yaml_tag', 'Tags (`!`) are not supported. Write the plain value.', rangeOf(node))
  }

  #refuse(code: string, message: string, range: Range, replacement: string | null = null): void {
    this.problems.error({ code, message, range, replacement })
  }

  /** Without the white space that the parser counts to a block's end. */
  #trimmed(node: Content): Range {
    const { start, end } = rangeOf(node)
    return { start, end: start + this.problems.text.slice(start, end).trimEnd().length }
  }
}

/** `1: x` and `true: x` have texts as keys, as in JSON. */
function keyText({ value, source }: Scalar.Parsed): string | null {
  if (typeof value === 'string') return value
  return value === null ? null : source
}

function rangeOf({ range: [start, end] }: ParsedNode): Range {
  return { start, end }
}
