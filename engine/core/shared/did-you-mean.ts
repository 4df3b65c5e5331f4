import { distance } from 'fastest-levenshtein'

/** Longer words are nobody's slip of the finger. */
const MAX_WORD = 64

/** The candidate that a person most likely meant by `word`; null when none is near. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > MAX_WORD) return null
  const wanted = word.toLowerCase()
  let best: string | null = null
  let nearest = MAX_WORD
  for (const candidate of candidates) {
    const bound = Math.min(nearest - 1, mayDiffer(Math.max(word.length, candidate.length)))
    if (Math.abs(candidate.length - word.length) > bound) continue
    const far = apart(wanted, candidate.toLowerCase())
    if (far > bound) continue
    nearest = far
    best = candidate
  }
  return best
}

/** Letters in another order are the commonest slip of all, and count as one. */
function apart(a: string, b: string): number {
  return a !== b && a.length === b.length && sorted(a) === sorted(b) ? 1 : distance(a, b)
}

const sorted = (word: string): string => [...word].sort().join('')

/** How many letters of a word may be wrong, missing or too many. */
function mayDiffer(length: number): number {
  if (length <= 3) return 1
  return Math.max(2, Math.floor(length / 3))
}

/** ` Did you mean \`needs\`?`, to end a sentence with; empty when there is no suggestion. */
export const didYouMean = (suggestion: string | null): string => (suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`)
