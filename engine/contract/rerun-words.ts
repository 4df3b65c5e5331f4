import type { PlannedStep, RerunPlan, StepFigures } from './rerun'

// What a plan says to people, on every screen the same. Step ids stand in it as they are.

/** Why a step runs, or how it is taken over: `failed before, keeps up to 40 items`. */
export function fateWords(step: PlannedStep): string {
  if (step.fate === 'reused') return step.status === 'skipped' ? 'stays skipped' : 'its output is taken over'
  return `${reasonWords(step)}${step.mayUseCache ? ', may come from the step cache' : ''}`
}

function reasonWords(step: Extract<PlannedStep, { fate: 'runs' }>): string {
  const kept = step.itemsKept === 0 ? '' : `, keeps up to ${counted(step.itemsKept, 'item')}`
  switch (step.why) {
    case 'chosen':
      return `chosen${kept}`
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

/** `3 steps run, 4 are reused, 1 is dropped`. */
export function countsWords({ steps, dropped }: Pick<RerunPlan, 'steps' | 'dropped'>): string {
  const runs = steps.filter(({ fate }) => fate === 'runs').length
  const reused = steps.length - runs
  const left = dropped.length === 0 ? '' : `, ${dropped.length} ${dropped.length === 1 ? 'is' : 'are'} dropped`
  return `${counted(runs, 'step')} ${runs === 1 ? 'runs' : 'run'}, ${reused} ${reused === 1 ? 'is' : 'are'} reused${left}`
}

/** What happens to a changed definition; null when there is none to store. */
export const versionWords = ({ version, storesVersion }: Pick<RerunPlan, 'version' | 'storesVersion'>): string | null =>
  storesVersion ? `The changed definition is stored as version ${version} when the run starts.` : null

/** How numbers are written where the words are shown. */
export interface FigureFormats {
  duration(ms: number): string
  tokens(count: number): string
  usd(amount: number): string
}

/** `12.4 s of work, 3.1k tokens, $0.021`; what is not known is left to `unknownWords`. */
export function figureWords({ ms, tokens, usd }: StepFigures, format: FigureFormats): string {
  const models = tokens === 0 ? [] : [format.tokens(tokens), usd === null ? 'no price known' : format.usd(usd)]
  return [`${format.duration(ms)} of work`, ...models].join(', ')
}

/** `Of 2 steps that is not known.`; null when all is known. */
export const unknownWords = ({ unknown }: StepFigures): string | null => (unknown === 0 ? null : `Of ${counted(unknown, 'step')} that is not known.`)

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
