import type { Json } from '../../../contract/json'
import type { Sign } from '../injection/signs.ts'
import type { PiiKind, PiiSearch } from '../pii/personal-data.ts'

/** redact: the value is given on with marks in place of what was found. flag: it is told. block: the step fails. */
export const GATE_ACTIONS = ['redact', 'flag', 'block'] as const
export type GateAction = (typeof GATE_ACTIONS)[number]

export interface PiiGate extends PiiSearch {
  readonly action: GateAction
}

export interface InjectionGate {
  readonly action: GateAction
  /** The least score that counts, above 0 and up to 1. */
  readonly threshold: number
}

/** What the texts of a value are screened for; null for what is not asked. */
export interface Gates {
  readonly pii: PiiGate | null
  readonly injection: InjectionGate | null
}

/** In one text: how many of one kind, and where the first begins. Never what it is. */
export interface PiiFinding {
  readonly kind: PiiKind
  /** JSON pointer; what it says of people is marked, too. */
  readonly path: string
  readonly count: number
  readonly start: number
}

export interface InjectionFinding {
  readonly sign: Sign
  readonly path: string
  readonly count: number
  readonly start: number
  /** What the first looks like, without personal data. */
  readonly evidence: string
  /** Of the whole text. */
  readonly score: number
}

export interface Screening {
  readonly pii: { readonly total: number; readonly counts: Readonly<Partial<Record<PiiKind, number>>>; readonly findings: readonly PiiFinding[] } | null
  /** `score` is that of the most suspicious text; `suspected` counts texts whose score reaches the threshold. */
  readonly injection: { readonly score: number; readonly suspected: number; readonly total: number; readonly findings: readonly InjectionFinding[] } | null
  /** With marks; undefined when nothing is to be redacted. */
  readonly value: Json | undefined
}

/** Findings that are told of each gate; the rest is counted. The most suspicious texts go first. */
export const MAX_GATE_FINDINGS = 20
