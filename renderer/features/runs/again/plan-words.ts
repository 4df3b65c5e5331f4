import type { PlannedStep, StepFigures } from '../../../../engine/contract/rerun'
import { plural } from '../../../lib/format-count'
import { formatDuration } from '../../../lib/format-duration'
import { formatTokens, formatUsd } from '../../../lib/format-usage'

/** Why a step runs, or how it is taken over: "failed before, keeps up to 40 items". */
export function whyWords(step: PlannedStep): string {
  if (step.fate === 'reused') return step.status === 'skipped' ? 'stays skipped' : 'its output is taken over'
  const kept = step.itemsKept === 0 ? '' : `, keeps up to ${plural(step.itemsKept, 'item')}`
  switch (step.why) {
    case 'chosen':
      return 'chosen'
    case 'changed':
      return 'changed'
    case 'failed':
      return `failed before${kept}`
    case 'unfinished':
      return `did not end${kept}`
    case 'new':
      return 'new'
    case 'downstream':
      return `comes after ${step.after ?? 'another'}`
  }
}

/** "12.4 s of work, 3.1k tokens, $0.021"; what is not known is left to `unknownWords`. */
export function figureWords({ ms, tokens, usd }: StepFigures): string {
  const models = tokens === 0 ? [] : [formatTokens(tokens), usd === null ? 'no price known' : formatUsd(usd)]
  return [`${formatDuration(ms)} of work`, ...models].join(', ')
}

/** "Of 2 steps it is not known."; null when all is known. */
export const unknownWords = ({ unknown }: StepFigures): string | null => (unknown === 0 ? null : `Of ${plural(unknown, 'step')} that is not known.`)

/** "3 steps run, 4 are reused, 1 is dropped". */
export function countsWords(steps: readonly PlannedStep[], dropped: number): string {
  const runs = steps.filter(({ fate }) => fate === 'runs').length
  const reused = steps.length - runs
  const left = dropped === 0 ? '' : `, ${dropped} ${dropped === 1 ? 'is' : 'are'} dropped`
  return `${plural(runs, 'step')} ${runs === 1 ? 'runs' : 'run'}, ${reused} ${reused === 1 ? 'is' : 'are'} reused${left}`
}
