import { findExfiltrationLinks } from './exfiltration-links.ts'
import { phraseFinder } from './find-phrases.ts'
import { findHiddenCharacters } from './hidden-characters.ts'
import { findHiddenMarkup } from './hidden-markup.ts'
import { ADDRESSES, PHRASES } from './phrases.ts'
import { findRoleMarkers } from './role-markers.ts'
import type { SignSpan } from './signs.ts'

const findInstructions = phraseFinder(PHRASES)
const findHiddenInstructions = phraseFinder([...PHRASES, ...ADDRESSES])

/** Signs of a prompt injection in a text, in order; they may lie over one another. Time is linear in the text. */
export function findInjection(text: string): SignSpan[] {
  return [
    ...findInstructions(text),
    ...findHiddenMarkup(text, findHiddenInstructions),
    ...findRoleMarkers(text),
    ...findHiddenCharacters(text),
    ...findExfiltrationLinks(text),
  ].sort((a, b) => a.start - b.start || b.end - a.end)
}
