import type { Problem } from '../../../engine/contract/pipeline'
import { plural } from '../../lib/format-count'

/** Errors keep a file from being stored; warnings do not. */
export const errorsIn = (problems: readonly Problem[]): number => problems.filter(({ severity }) => severity === 'error').length

/** How a file stands, in a few words. */
export function problemsInWords(problems: readonly Problem[]): string {
  const errors = errorsIn(problems)
  const warnings = problems.length - errors
  if (errors === 0) return warnings === 0 ? 'No problems' : plural(warnings, 'warning')
  return warnings === 0 ? plural(errors, 'error') : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`
}
