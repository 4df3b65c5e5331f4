import type { RunEvent } from '../../contract/events'
import { afterEvent, shownSteps, type RunView, type StepChanged, type StepView } from './run-view'
import { answerWords, placeWords } from './approval-words'
import { itemsDone, skipWords, waitWords } from './step-words'
import { visible } from './visible'
import { clock, duration } from './words'

/** Progress of one mapped step is told no more often than this. */
const PROGRESS_EVERY_MS = 1000

/** A run as lines for a pipe: one for each change that a person would tell another. */
export class PlainProgress {
  #view: RunView
  readonly #toldAt = new Map<string, number>()

  constructor(view: RunView) {
    this.#view = view
  }

  linesAfter(event: RunEvent): readonly string[] {
    const waited = this.#view.groupWait !== null
    this.#view = afterEvent(this.#view, event)
    const words = this.#words(event, waited)
    return words === null ? [] : [`${clock(event.at)} ${visible(words)}`]
  }

  #words(event: RunEvent, waited: boolean): string | null {
    switch (event.type) {
      case 'run.changed':
        return this.#runWords(event.status, waited)
      case 'run.cancel_requested':
        return `${this.#view.externalId} is asked to stop`
      case 'run.paused':
        return `${this.#view.externalId} is paused: nothing more begins until it is resumed`
      case 'run.resumed':
        return `${this.#view.externalId} goes on`
      case 'usage.recorded':
        return null
      case 'result.refused':
        return `${event.stepId}: a late result of attempt ${event.attempt} was refused`
      case 'approval.asked':
        return `${placeWords(event)} asks: ${event.question} (signalbox approve ${event.approvalId})`
      case 'approval.answered':
        return `${placeWords(event)}: the question ${answerWords(event)}`
      case 'step.changed': {
        const step = shownSteps(this.#view).find(({ id }) => id === event.stepId)
        if (step === undefined) return null
        return event.itemIndex === null ? stepWords(step, event) : this.#itemWords(step, event)
      }
    }
  }

  #runWords(status: RunView['status'], waited: boolean): string | null {
    const { externalId, pipelineName, groupWait, createdAt, finishedAt } = this.#view
    if (status === 'queued') return groupWait === null ? `${externalId} ${pipelineName} started` : `${externalId} ${pipelineName} is queued: it waits for ${groupWait}`
    if (waited && finishedAt === null) return `${externalId} ${pipelineName} waits no more, and starts`
    return finishedAt === null ? null : `${externalId} ${status} after ${duration(finishedAt - createdAt)}`
  }

  #itemWords({ id, items }: StepView, { at, status }: StepChanged): string | null {
    if (items === null || status === 'ready' || status === 'running') return null
    const told = this.#toldAt.get(id)
    if (told !== undefined && at - told < PROGRESS_EVERY_MS && items.done < items.total) return null
    this.#toldAt.set(id, at)
    return `${id} ${itemsDone(items)}`
  }
}

function stepWords(step: StepView, { lost, items }: StepChanged): string | null {
  const name = lost ? `${step.id} (its engine went away)` : step.id
  switch (step.status) {
    case 'pending':
      return null
    case 'ready':
      return lost ? `${name} is queued again` : null
    case 'running':
      // It has begun when its list is known.
      if (step.mapped) return items === null ? null : `${name} 0/${items}`
      return step.attempt > 1 ? `${name} running, attempt ${step.attempt}` : `${name} running`
    case 'waiting':
      return `${name} ${waitWords(step)}`
    case 'succeeded':
      if (step.reused) return step.attempt === 0 ? `${name} taken over` : `${name} succeeded${took(step)}, from the step cache`
      return `${name} succeeded${took(step)}`
    case 'failed':
      return `${name} failed${took(step)}: ${step.error?.message ?? 'no reason was given'}`
    case 'skipped':
      return `${name} skipped: ${skipWords(step)}`
    case 'cancelled':
      return `${name} cancelled`
  }
}

const took = ({ startedAt, finishedAt }: StepView): string => (startedAt === null || finishedAt === null ? '' : ` in ${duration(finishedAt - startedAt)}`)
