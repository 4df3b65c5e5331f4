import type { ValueRuleSources } from '../json/check-value'
import type { Findings } from '../json/schema-check'
import type { Gates, Screening } from '../patterns/gates/screening'
import type { SplitOptions } from './split-text'

/** What the pool and a document thread tell each other. */
export const DOCUMENT_FORMATS = ['text', 'markdown', 'html', 'csv', 'json', 'yaml', 'pdf', 'docx'] as const
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number]

export type DocumentRequest = ParseRequest | SplitRequest | CheckRequest | ScreenRequest

/** Answered with `Cuts`. */
export interface SplitRequest extends SplitOptions {
  readonly kind: 'split'
  readonly text: string
}

/** Answered with `CheckReply`. */
export interface CheckRequest {
  readonly kind: 'check'
  /** JSON text, in pieces. */
  readonly value: readonly string[]
  readonly rules: ValueRuleSources
}

export type CheckReply = { readonly kind: 'checked'; readonly findings: Findings } | { readonly kind: 'unusable_rules'; readonly because: string }

/** Answered with `ScreenReply`. */
export interface ScreenRequest {
  readonly kind: 'screen'
  /** JSON text, in pieces. */
  readonly value: readonly string[]
  readonly gates: Gates
}

export type ScreenReply = { readonly kind: 'screened'; readonly screening: Screening } | { readonly kind: 'too_deep' }

/** Answered with `DocumentReply`. */
export interface ParseRequest {
  readonly kind: 'parse'
  readonly format: DocumentFormat
  readonly bytes: Uint8Array
  readonly maxRows: number
  /** Characters of text. */
  readonly maxText: number
}

/** A heading and what stands under it, up to the next heading. Offsets are into the text. */
export interface Section {
  readonly title: string
  /** 1 is the highest. */
  readonly level: number
  readonly start: number
  readonly end: number
}

export interface Page {
  readonly number: number
  readonly start: number
  readonly end: number
}

export interface ParsedDocument {
  readonly kind: 'parsed'
  readonly text: string
  readonly title: string | null
  readonly sections: readonly Section[]
  /** Of a table: one map per row, its keys from the first line. */
  readonly rows: readonly Readonly<Record<string, string>>[] | null
  readonly pages: readonly Page[] | null
  /** Of YAML: what it says, as JSON text. */
  readonly json: string | null
}

export type DocumentReply = ParsedDocument | { readonly kind: 'failed'; readonly because: string } | { readonly kind: 'too_large'; readonly because: string }
