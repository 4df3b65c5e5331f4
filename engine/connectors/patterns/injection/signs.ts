import type { Span } from '../pii/personal-data.ts'

/**
 * Signs that a text talks to a model rather than to a reader, and what each of them weighs. They are heuristics: a text about
 * such attacks shows them, too, and an attack in other words shows none.
 */
export const SIGNS = {
  /** "Ignore all previous instructions", in several wordings and languages. */
  instruction_override: 0.6,
  /** "You are now …", "enable developer mode". */
  role_switch: 0.4,
  /** What frames messages of a chat: `<|im_start|>`, `[INST]`, a line that begins with `system:`. */
  role_marker: 0.4,
  /** "Reveal your system prompt". */
  prompt_leak: 0.4,
  /** "Do not tell the user". */
  concealment: 0.4,
  /** "Send the password to …". */
  data_request: 0.3,
  /** Instructions where no reader sees them: Unicode tags, comments, elements that are not shown. */
  hidden_text: 0.7,
  /** Zero-width and direction characters inside words, or many of them. */
  hidden_characters: 0.3,
  /** A link or picture whose address has a place for data. */
  exfiltration_link: 0.4,
} as const satisfies Record<string, number>

export type Sign = keyof typeof SIGNS

export interface SignSpan extends Span {
  readonly sign: Sign
  /** When the text itself would not show it. */
  readonly evidence?: string
}

/** Between 0 and 1: how unlikely it is that all signs are harmless, each taken once whatever its number. */
export function suspicion(signs: Iterable<Sign>): number {
  let harmless = 1
  for (const sign of new Set(signs)) harmless *= 1 - SIGNS[sign]
  return Math.round((1 - harmless) * 100) / 100
}
