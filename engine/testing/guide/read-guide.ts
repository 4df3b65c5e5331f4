import * as z from 'zod'
import { json, jsonObject, type Json, type JsonObject } from '../../contract/json'

/** What the guide says becomes of a pipeline. `when`: what stands before it in the sentence, empty when nothing does. */
export type Claim =
  /** `step` null: the run. */
  | { readonly kind: 'gives'; readonly when: string; readonly step: string | null; readonly value: Json }
  | { readonly kind: 'ends'; readonly when: string; readonly status: string; readonly code: string | null; readonly steps: Readonly<Record<string, string>> | null }
  | { readonly kind: 'refused'; readonly when: string; readonly code: string }
  /** Whatever else: only a script of the test knows where it is to be seen. */
  | { readonly kind: 'shows'; readonly label: string; readonly value: Json }

export interface Example {
  /** A whole pipeline file. */
  readonly text: string
  readonly claims: readonly Claim[]
  /** The block of plain text before it, for what it was made from; empty when there is none. */
  readonly source: string
}

export interface Lesson {
  readonly heading: string
  readonly examples: readonly Example[]
}

type Part = { readonly kind: 'heading' | 'words'; readonly text: string } | { readonly kind: 'fence'; readonly language: string; readonly text: string }

/** Everything under a heading of the third level, in order. Throws when a sentence is nearly a claim, or an example claims nothing. */
export function readGuide(markdown: string): readonly Lesson[] {
  const lessons: { heading: string; parts: Part[] }[] = []
  for (const part of partsOf(markdown)) {
    if (part.kind === 'heading') lessons.push({ heading: part.text, parts: [] })
    else lessons.at(-1)?.parts.push(part)
  }
  return lessons.map(({ heading, parts }) => ({ heading, examples: examplesOf(heading, parts) }))
}

function partsOf(markdown: string): readonly Part[] {
  const parts: Part[] = []
  const pattern = /^```(\w+)\n([^]*?)^```$|^### (.*)$|^(?!#)(\S[^]*?)(?=\n\n|\n*$(?![^]))/gm
  for (const [, language, fenced = '', heading, words = ''] of markdown.matchAll(pattern)) {
    if (language !== undefined) parts.push({ kind: 'fence', language, text: fenced })
    else if (heading !== undefined) parts.push({ kind: 'heading', text: heading })
    else parts.push({ kind: 'words', text: words.replaceAll('\n', ' ') })
  }
  return parts
}

function examplesOf(heading: string, parts: readonly Part[]): readonly Example[] {
  const examples: { text: string; claims: Claim[]; source: string }[] = []
  let source = ''
  for (const [index, part] of parts.entries()) {
    const last = examples.at(-1)
    if (part.kind === 'fence' && part.language === 'yaml') examples.push({ text: part.text, claims: [], source })
    else if (part.kind === 'fence' && part.language === 'text') source = part.text
    else if (part.kind === 'fence' && part.language === 'json') last?.claims.push(shownClaim(parts[index - 1], part.text, heading))
    else if (part.kind === 'words') last?.claims.push(...saidClaims(part.text, heading))
  }
  if (examples.length === 0) throw new Error(`"${heading}" has no example`)
  for (const { text, claims } of examples) if (claims.length === 0) throw new Error(`an example of "${heading}" does not say what comes of it:\n${text}`)
  return examples
}

const WHEN = '(?:(?<when>.+), it|It)'
const GIVES = new RegExp(`^${WHEN} gives out:$`)
const STEP_GIVES = /^`(?<step>\w+)` gives out:$/
const ENDS = new RegExp(`^${WHEN} ends as (?<status>succeeded|failed|cancelled)(?: with \`(?<code>\\w+)\`)?\\.(?: Its steps end as (?<steps>.+)\\.)?$`)
const REFUSED = new RegExp(`^${WHEN} is refused with \`(?<code>\\w+)\`\\.$`)

function shownClaim(before: Part | undefined, text: string, heading: string): Claim {
  const words = before?.kind === 'words' ? before.text : ''
  const value = json.parse(JSON.parse(text))
  if (!words.endsWith(':')) throw new Error(`nothing says what this is, in "${heading}": ${text}`)
  const step = STEP_GIVES.exec(words)?.groups?.['step']
  if (step !== undefined) return { kind: 'gives', when: '', step, value }
  const gives = GIVES.exec(words)
  if (gives !== null) return { kind: 'gives', when: gives.groups?.['when'] ?? '', step: null, value }
  return { kind: 'shows', label: words.slice(0, -1), value }
}

function saidClaims(words: string, heading: string): readonly Claim[] {
  const ends = ENDS.exec(words)?.groups
  if (ends !== undefined) {
    const { when = '', status = '', code, steps } = z.record(z.string(), z.string().optional()).parse({ ...ends })
    return [{ kind: 'ends', when, status, code: code ?? null, steps: steps === undefined ? null : stepsOf(steps) }]
  }
  const refused = REFUSED.exec(words)?.groups
  if (refused !== undefined) return [{ kind: 'refused', when: refused['when'] ?? '', code: refused['code'] ?? '' }]
  if (/\bit (ends as|is refused with)\b/i.test(words)) throw new Error(`a claim of "${heading}" that cannot be read: ${words}`)
  return []
}

/** `fetch` succeeded, `send` failed */
const stepsOf = (said: string): Record<string, string> => Object.fromEntries([...said.matchAll(/`(\w+)` (\w+)/g)].map(([, id = '', status = '']) => [id, status]))

/** The input that a sentence names: Given `{ "city": "Oslo" }`. Null when it begins otherwise. */
export function givenInput(when: string): JsonObject | null {
  if (when === '') return {}
  const text = /^Given `(\{.*\})`$/.exec(when)?.[1]
  return text === undefined ? null : jsonObject.parse(JSON.parse(text))
}
