import type { PlannedStep, RerunPlan, StepFigures } from '../../contract/rerun'
import { fateWords, figureWords, type FigureFormats, unknownWords, versionWords } from '../../contract/rerun-words'
import { table, type Column } from './table'
import { visible } from './visible'
import { duration } from './words'

/** What a rerun would take over, run and drop, and what that saves and costs. */
export function planLines(plan: RerunPlan): readonly string[] {
  const dropped = plan.dropped.map(({ stepId }) => stepId)
  const version = versionWords(plan)
  return [
    ...table(COLUMNS, plan.steps),
    ...(dropped.length === 0 ? [] : ['', `No longer in the pipeline: ${dropped.map(visible).join(', ')}.`]),
    '',
    figureLine('Saves', plan.saves),
    figureLine('Costs, as far as the earlier run tells,', plan.costs),
    ...(version === null ? [] : [version]),
  ]
}

const COLUMNS: readonly Column<PlannedStep>[] = [
  { title: 'STEP', cell: ({ stepId }) => visible(stepId) },
  { title: 'NOW', cell: ({ fate }) => fate },
  { title: 'WHY', cell: (step) => visible(fateWords(step)) },
  { title: 'TOOK', cell: ({ ms }) => (ms === null ? '' : duration(ms)) },
]

const figureLine = (what: string, figures: StepFigures): string => [`${what} ${figureWords(figures, FORMATS)}.`, unknownWords(figures)].filter((words) => words !== null).join(' ')

const FORMATS: FigureFormats = {
  duration,
  tokens: (count) => `${number.format(count)} tokens`,
  usd: (amount) => `$${amount.toFixed(amount < 1 ? 4 : 2)}`,
}

const number = new Intl.NumberFormat('en-GB')
