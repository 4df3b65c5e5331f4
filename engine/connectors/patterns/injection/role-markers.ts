import type { SignSpan } from './signs.ts'

/** What the programs around models put between the messages of a chat; it has no business inside of one. */
const MARKERS = [
  /<\|[a-z_]{2,24}\|>/gi,
  /\[\/?INST\]|<<\/?SYS>>|<\/?(?:start|end)_of_turn>/g,
  /^[ \t]{0,8}#{2,4}[ ]{0,4}(?:system|instruction|assistant|human)s?(?: prompt| message)?[ ]?:/gim,
  /^[ \t]{0,8}(?:\*\*|\[|<)?(?:system|assistant)(?: prompt| message| instructions?)?(?:\*\*|\]|>)?[ ]?:(?!\/\/)/gim,
  /<\/?(?:system|system_prompt|assistant|human)>/gi,
  /["']role["']\s{0,4}:\s{0,4}["'](?:system|developer|assistant)["']/gi,
]

export function findRoleMarkers(text: string): SignSpan[] {
  // Most texts have none, and to see that is quicker than to get ready for all of them.
  return MARKERS.filter((marker) => text.search(marker) !== -1).flatMap((marker) =>
    [...text.matchAll(marker)].map(({ 0: matched, index: start }): SignSpan => ({ sign: 'role_marker', start, end: start + matched.length })),
  )
}
