import type { PlannedStep, RerunPlan, StepFigures } from '../../contract/rerun'
import { table, type Column } from './table'
import { visible } from './visible'
import { duration, plural } from './words'

/** What a rerun would take over, run and drop, and what that saves and costs. */
export function planLines(plan: RerunPlan): readonly string[] {
  const dropped = plan.dropped.map(({ stepId }) => stepId)
  return [
    ...table(COLUMNS, plan.steps),
    ...(dropped.length === 0 ? [] : ['', `No longer in the pipeline: ${dropped.map(visible).join(', ')}.`]),
    '',
    `Saves ${figureWords(plan.saves)}.`,
    `Costs, as far as the earlier run tells, ${figureWords(plan.costs)}.`,
  ]
}

const COLUMNS: readonly Column<PlannedStep>[] = [
  { title: 'STEP', cell: ({ stepId }) => visible(stepId) },
  { title: 'NOW', cell: ({ fate }) => fate },
  { title: 'WHY', cell: whyWords },
  { title: 'TOOK', cell: ({ ms }) => (ms === null ? '' : duration(ms)) },
]

function whyWords(step: PlannedStep): string {
  if (step.fate === 'reused') return step.status === 'skipped' ? 'was skipped, and stays so' : ''
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
      return `comes after ${visible(step.after ?? '')}`
  }
}

/** `12.4 s of work, 3,120 tokens, $0.0210`; what is not known is said. */
function figureWords({ ms, tokens, usd, unknown }: StepFigures): string {
  const used = tokens === 0 ? '' : `, ${number.format(tokens)} tokens, ${usd === null ? 'whose price is not known' : `$${usd.toFixed(usd < 1 ? 4 : 2)}`}`
  const rest = unknown === 0 ? '' : `; of ${plural(unknown, 'step')} that is not known`
  return `${duration(ms)} of work${used}${rest}`
}

const number = new Intl.NumberFormat('en-GB')
