import type { Json } from '../../../contract/json'
import { findInjection } from '../injection/find-injection.ts'
import { type Sign, type SignSpan, suspicion } from '../injection/signs.ts'
import { findPii, isPiiNumber } from '../pii/find-pii.ts'
import type { PiiKind, PiiSpan } from '../pii/personal-data.ts'
import { injectionMarks, piiMarks, withMarks, withoutPii } from './redact.ts'
import { type Gates, type InjectionFinding, MAX_GATE_FINDINGS, type PiiFinding, type Screening } from './screening.ts'

const EVIDENCE_CHARACTERS = 160
const MAX_PLAIN_NAMES = 1000

/** Looks through every text of a value, the names of its fields and its numbers included. The value must not nest without bounds. */
export function screenValue(value: Json, gates: Gates): Screening {
  const screener = new Screener(gates)
  const marked = screener.walk(value, '')
  const redacts = gates.pii?.action === 'redact' || gates.injection?.action === 'redact'
  return { ...screener.found(), value: redacts ? marked : undefined }
}

/** Walks a value and keeps count. */
class Screener {
  readonly #gates: Gates
  readonly #counts = new Map<PiiKind, number>()
  readonly #pii: PiiFinding[] = []
  /** Every row of a table has the same names: they are looked through once. */
  readonly #plainNames = new Set<string>()
  #injection: InjectionFinding[] = []
  #signs = 0
  #score = 0
  #suspected = 0

  constructor(gates: Gates) {
    this.#gates = gates
  }

  found(): Omit<Screening, 'value'> {
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
    return {
      pii: this.#gates.pii === null ? null : { total, counts: Object.fromEntries(this.#counts), findings: this.#pii },
      injection:
        this.#gates.injection === null
          ? null
          : { score: this.#score, suspected: this.#suspected, total: this.#signs, findings: mostSuspicious(this.#injection) },
    }
  }

  /** The value with marks where the gates redact. */
  walk(value: Json, path: string): Json {
    if (typeof value === 'string') return this.#text(value, path)
    if (typeof value === 'number') return this.#number(value, path)
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map((item, index) => this.walk(item, `${path}/${index}`))
    return this.#map(value, path)
  }

  #map(value: { readonly [key: string]: Json }, path: string): Json {
    const taken = new Map<string, number>()
    return Object.fromEntries(
      Object.entries(value).map(([key, item]): [string, Json] => {
        const isPlain = this.#isPlain(key)
        const told = `${path}/${pointer(isPlain || this.#gates.pii === null ? key : withoutPii(key))}`
        const name = freeName(isPlain ? key : this.#text(key, told), taken)
        return [name, this.walk(item, told)]
      }),
    )
  }

  /** Whether there is nothing to find in the name of a field. */
  #isPlain(name: string): boolean {
    if (this.#plainNames.has(name)) return true
    const { spans, signs } = this.#look(name)
    if (spans.length > 0 || signs.length > 0 || withoutPii(name) !== name) return false
    if (this.#plainNames.size < MAX_PLAIN_NAMES) this.#plainNames.add(name)
    return true
  }

  #look(text: string): { readonly spans: readonly PiiSpan[]; readonly signs: readonly SignSpan[] } {
    const { pii, injection } = this.#gates
    return { spans: pii === null ? [] : findPii(text, pii), signs: injection === null ? [] : findInjection(text) }
  }

  #text(text: string, path: string): string {
    const { pii, injection } = this.#gates
    const { spans, signs } = this.#look(text)
    if (spans.length === 0 && signs.length === 0) return text
    this.#countPii(spans, path)
    const isSuspected = this.#countSigns(text, signs, path)
    return withMarks(text, [
      ...(pii?.action === 'redact' ? piiMarks(spans) : []),
      ...(injection?.action === 'redact' && isSuspected ? injectionMarks(signs) : []),
    ])
  }

  #number(value: number, path: string): Json {
    const { pii } = this.#gates
    if (pii === null || !isPiiNumber(value, pii)) return value
    this.#countPii([{ kind: 'payment_card', start: 0, end: 0 }], path)
    return pii.action === 'redact' ? '[payment_card]' : value
  }

  #countPii(spans: readonly PiiSpan[], path: string): void {
    for (const [kind, { start, count }] of firstOf(spans, (span) => span.kind)) {
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count)
      if (this.#pii.length < MAX_GATE_FINDINGS) this.#pii.push({ kind, path, count, start })
    }
  }

  /** Whether the text is suspicious enough. */
  #countSigns(text: string, spans: readonly SignSpan[], path: string): boolean {
    const score = suspicion(spans.map(({ sign }) => sign))
    this.#score = Math.max(this.#score, score)
    this.#signs += spans.length
    const isSuspected = score > 0 && score >= (this.#gates.injection?.threshold ?? 1)
    if (isSuspected) this.#suspected++
    const findings = [...firstOf(spans, (span) => span.sign)].map(([sign, { first, start, count }]): InjectionFinding => ({
      sign,
      path,
      count,
      start,
      evidence: evidenceOf(text, first),
      score,
    }))
    this.#injection.push(...findings)
    // Of a million suspicious texts the most suspicious are kept, and no more.
    if (this.#injection.length > 50 * MAX_GATE_FINDINGS) this.#injection = mostSuspicious(this.#injection)
    return isSuspected
  }
}

const mostSuspicious = (findings: readonly InjectionFinding[]): InjectionFinding[] =>
  [...findings].sort((a, b) => b.score - a.score).slice(0, MAX_GATE_FINDINGS)

/** Of each kind of span: the first, where it begins, and how many there are. */
function firstOf<Each extends { readonly start: number }, Kind extends Sign | PiiKind>(
  spans: readonly Each[],
  kindOf: (span: Each) => Kind,
): Map<Kind, { first: Each; start: number; count: number }> {
  const byKind = new Map<Kind, { first: Each; start: number; count: number }>()
  for (const span of spans) {
    const known = byKind.get(kindOf(span))
    if (known === undefined) byKind.set(kindOf(span), { first: span, start: span.start, count: 1 })
    else known.count++
  }
  return byKind
}

/** Marked before it is cut, since half an address looks like any other text; and visible. */
function evidenceOf(text: string, { start, end, evidence }: SignSpan): string {
  const shown = withoutPii(evidence ?? text.slice(start, Math.min(end, start + 1000)))
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  return shown.length > EVIDENCE_CHARACTERS ? `${shown.slice(0, EVIDENCE_CHARACTERS)}…` : shown
}

const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** Two names may be the same once they are marked: the second one is numbered. */
function freeName(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1
  taken.set(name, count)
  return count === 1 ? name : freeName(`${name}_${count}`, taken)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
