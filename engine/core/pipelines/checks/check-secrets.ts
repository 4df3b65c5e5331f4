import type { Problems } from '../problems'
import { hasExpression } from '../template'
import { type Placed, textsIn } from '../yaml/placed'

/** Names under which people keep secrets. */
const NAME = /(?:^|[_-])(?:password|passwd|passphrase|secret|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|authorization)$/i

/** The shapes of well-known keys. Each begins with fixed text, so none can be slow. */
const SHAPES = [
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/,
  /\bsk-[A-Za-z0-9_-]{20}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{30}/,
  /\bgithub_pat_[A-Za-z0-9_]{30}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10}/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\beyJ[A-Za-z0-9_-]{10,200}\.eyJ/,
  /\b(?:Bearer|Basic) [A-Za-z0-9+/_.=-]{16}/,
]

/** A name alone is not enough: `token: fast` is no secret, and an empty one hides nothing. */
const LEAST_CHARACTERS = 6

/** Warns of texts that look like secrets. `key` names the value, for a text that stands right under a telling one. */
export function checkSecrets(placed: Placed, problems: Problems, key = ''): void {
  for (const { scalar, path } of textsIn(placed)) {
    const name = path.reduce<string>((nearest, part) => (typeof part === 'string' ? part : nearest), key)
    if (!looksSecret(name, scalar.value)) continue
    const message =
      'This looks like a secret written as plain text: whoever can read the file can read it. Add it under Secrets in the settings, and write `${{ secrets.NAME }}` in `with`.'
    problems.warning({ code: 'plain_secret', message, range: scalar.range })
  }
}

function looksSecret(name: string, value: string): boolean {
  if (SHAPES.some((shape) => shape.test(value))) return true
  return NAME.test(name) && value.length >= LEAST_CHARACTERS && !hasExpression(value) && !/\s/.test(value)
}
