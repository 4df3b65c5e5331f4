import type { StepStatus } from '../../contract/step'
import { isStepOver } from '../../core/runs/step-state'
import type { Colours } from '../terminal'
import { lamp } from './lamp'
import { shownSteps, type RunView, type StepView } from './run-view'
import { itemsDone, stepRemark } from './step-words'
import { cut, visible } from './visible'
import { duration } from './words'

export interface FrameOptions {
  readonly now: number
  readonly columns: number
  /** Lines for steps, at most. */
  readonly room: number
  readonly colours: Colours
}

const LONGEST_NAME = 32
const DURATION_WIDTH = 12
const BAR_WIDTH = 12

/** A run as lines for a screen: itself, then a line a step. */
export function frame(view: RunView, options: FrameOptions): readonly string[] {
  const steps = shownSteps(view)
  // One line is for the heading of the steps that are there for a failure.
  const chosen = chooseSteps(steps, steps.some(({ onFailure }) => onFailure) ? options.room - 1 : options.room)
  const nameWidth = Math.min(LONGEST_NAME, Math.max(0, ...steps.map(({ id }) => id.length)))
  const hidden = steps.length - chosen.length
  return [
    headLine(view, options),
    ...(view.groupWait === null ? [] : [options.colours.dim(cut(`  waits for ${visible(view.groupWait)}`, options.columns))]),
    ...chosen.flatMap((step, index) => {
      const isFirst = step.onFailure && chosen[index - 1]?.onFailure !== true
      return [...(isFirst ? [options.colours.dim('  Because it failed:')] : []), stepLine(step, nameWidth, options)]
    }),
    ...(hidden === 0 ? [] : [options.colours.dim(`    and ${hidden} more: ${countByStatus(steps.filter((step) => !chosen.includes(step)))}`)]),
  ]
}

function headLine(view: RunView, { now, colours }: FrameOptions): string {
  const status = view.finishedAt !== null ? view.status : view.cancelRequested ? 'cancelling' : view.paused ? 'paused' : view.status
  return `${lamp(view.status, colours)} ${colours.bold(view.externalId)} ${visible(view.pipelineName)}  ${status}  ${duration((view.finishedAt ?? now) - view.createdAt)}`
}

function stepLine(step: StepView, nameWidth: number, { now, columns, colours }: FrameOptions): string {
  const name = cut(step.id, nameWidth).padEnd(nameWidth)
  const took = (step.startedAt === null ? '' : duration((step.finishedAt ?? now) - step.startedAt)).padStart(DURATION_WIDTH)
  const progress = step.items === null || isStepOver(step.status) ? '' : `${bar(step.items.done, step.items.total)} ${itemsDone(step.items)}  `
  const taken = 4 + nameWidth + DURATION_WIDTH + 2 + progress.length
  const remark = cut(visible(stepRemark(step)), columns - taken)
  const coloured = remark === '' ? '' : step.status === 'failed' ? colours.red(remark) : colours.dim(remark)
  return `  ${lamp(step.status, colours)} ${name}${took}  ${progress}${coloured}`.trimEnd()
}

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH)
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
}

/** Which steps matter most to whoever looks: those at work, those in trouble, those that ended last, those that come next. */
const URGENCY = { running: 0, failed: 1, waiting: 2, ready: 3, succeeded: 4, cancelled: 5, pending: 6, skipped: 7 } as const satisfies Record<
  StepStatus,
  number
>

function chooseSteps(steps: readonly StepView[], room: number): readonly StepView[] {
  if (steps.length <= room) return steps
  const byUrgency = [...steps].sort((a, b) => URGENCY[a.status] - URGENCY[b.status] || (b.finishedAt ?? 0) - (a.finishedAt ?? 0))
  const chosen = new Set(byUrgency.slice(0, Math.max(0, room - 1)))
  return steps.filter((step) => chosen.has(step))
}

function countByStatus(steps: readonly StepView[]): string {
  const counts = new Map<StepStatus, number>()
  for (const { status } of steps) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}
