import type { Problem } from '../../../contract/pipeline'
import { Problems } from '../problems'

/** Finds the value of a secret in a text that is to be stored; null when there is none. `mask` puts something else in its place. */
export function secretInText(text: string, mask: (text: string) => string): Problem | null {
  const masked = mask(text)
  if (masked === text) return null
  const problems = new Problems(text)
  const message =
    'Here stands the value of a secret, which would be stored and shown. Write `${{ secrets.NAME }}` in its place, in the `with` of the step that needs it.'
  problems.error({ code: 'secret_in_text', message, range: differenceOf(text, masked) })
  const [problem = null] = problems.list()
  return problem
}

function differenceOf(text: string, masked: string): { start: number; end: number } {
  let start = 0
  while (start < masked.length && text[start] === masked[start]) start++
  let same = 0
  while (same < masked.length - start && text.at(-1 - same) === masked.at(-1 - same)) same++
  return { start, end: Math.max(start, text.length - same) }
}
