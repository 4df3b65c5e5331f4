import type { PipelineChange, PipelinePart } from '../../../../engine/contract/version-comparison'
import { plural } from '../../../lib/format-count'

/** A change as its row shows it: `Step summarise changed: timeout, with.command`. */
export interface ChangeWords {
  readonly sign: '+' | '−' | '~'
  /** `Step`; empty where the name says it. */
  readonly part: string
  readonly name: string
  readonly happened: string
  readonly keys: readonly string[]
}

const SIGN = { added: '+', removed: '−', changed: '~' } as const satisfies Record<PipelineChange['change'], ChangeWords['sign']>
const PART = { pipeline: '', input: 'Input', step: 'Step', output: 'Output' } as const satisfies Record<PipelinePart, string>

export const wordsOf = ({ part, name, change, keys }: PipelineChange): ChangeWords => ({
  sign: SIGN[change],
  part: PART[part],
  name,
  happened: keys.length === 0 ? change : `${change}:`,
  keys,
})

const COUNTED = ['step', 'input', 'output'] as const
const HAPPENED = ['added', 'changed', 'removed'] as const

/** All of them in one line: `2 steps added, 1 step changed, 1 input removed, concurrency changed`. */
export function changesInWords(changes: readonly PipelineChange[]): string {
  const counted = COUNTED.flatMap((part) =>
    HAPPENED.flatMap((change) => {
      const count = changes.filter((each) => each.part === part && each.change === change).length
      return count === 0 ? [] : [`${plural(count, part)} ${change}`]
    }),
  )
  const whole = changes.filter(({ part }) => part === 'pipeline').map(({ name, change }) => `${name} ${change}`)
  return [...counted, ...whole].join(', ')
}

/** What stands in the place of a list that is empty. */
export const nothingChanged = (sameText: boolean): string =>
  sameText ? 'The two are the same, letter for letter.' : 'Both do the same: only layout, comments or the order of the file differ.'
