import type { Problem } from '../../../engine/contract/pipeline'
import { toast } from '../../components/toast'
import { plural } from '../../lib/format-count'
import { withoutCode } from '../../lib/without-code'
import { errorsIn } from './problem-words'

/** Says why a file cannot be stored yet: whoever pressed the keys looks at no button. */
export function tellErrors(problems: readonly Problem[]): void {
  const first = problems.find(({ severity }) => severity === 'error')
  if (first === undefined) return
  toast.error(`Not saved: ${plural(errorsIn(problems), 'error')} must be mended first`, { description: `Line ${first.line}: ${withoutCode(first.message)}` })
}
