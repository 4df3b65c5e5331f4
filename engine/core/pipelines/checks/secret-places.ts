import { secretName } from '../../../contract/secret'
import type { Reference } from '../cel/inspect'
import type { Path } from '../yaml/placed'
import { isUnder } from '../secret-references'

/** Why no secret may be named at a path of what is checked, as a sentence; null where one may. */
export type SecretRule = (path: Path) => string | null

export const NOT_OUTSIDE_WITH = 'A secret can only stand in the `with` of a step: here its value would be stored and shown.'

/** Everything but `with`: what stands there is stored, shown or decided with. */
export const outsideWith: SecretRule = () => NOT_OUTSIDE_WITH

/** What a kind's `secretsIn` allows in `with`. */
export function insideWith(uses: string, allowed: readonly string[]): SecretRule {
  const instead =
    allowed.length === 0 ? `A step of the kind \`${uses}\` takes no secrets.` : `A step of the kind \`${uses}\` takes secrets in ${listed(allowed)} only.`
  return (path) => (isUnder(path, allowed) ? null : instead)
}

const listed = (paths: readonly string[]): string =>
  paths
    .map((path) => `\`${path}\``)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1')

export interface SecretFinding {
  readonly code: string
  readonly message: string
}

/** What is wrong with naming a secret here, if anything. `alone`: the expression is nothing but its name. */
export function secretFinding({ name }: Reference, { alone, refusal }: { readonly alone: boolean; readonly refusal: string | null }): SecretFinding | null {
  if (refusal !== null) return { code: 'secret_not_allowed', message: refusal }
  if (!alone)
    return { code: 'secret_not_alone', message: `A secret cannot be calculated with: write \`\${{ secrets.${name} }}\` by itself, or in a longer text.` }
  const fault = secretName.safeParse(name).error?.issues[0]?.message
  return fault === undefined ? null : { code: 'name_syntax', message: fault }
}
