import type { Approval } from '../../engine/contract/approval'
import type { FailureNotice, StepNotice } from '../../engine/contract/events'
import { plural } from '../plural'

export interface NotificationWords {
  readonly title: string
  readonly body: string
}

/** A notification has room for a few lines; the run's page has the rest. */
const LONGEST = 240
/** So many pipelines of a group are named. */
const NAMED = 3

export const failureWords = ({ pipelineName, externalId, stepId, message }: FailureNotice): NotificationWords => ({
  title: stepId === null ? `${pipelineName} failed` : `${pipelineName}: step ${stepId} failed`,
  body: `${externalId}: ${brief(message)}`,
})

export const failuresWords = (failures: readonly FailureNotice[]): NotificationWords => ({
  title: `${plural(failures.length, 'run')} failed`,
  body: named(failures.map(({ pipelineName }) => pipelineName)),
})

export const questionWords = ({ pipelineName, externalId, question }: Approval): NotificationWords => ({
  title: `${pipelineName} asks`,
  body: `${externalId}: ${brief(question)}`,
})

export const questionsWords = (questions: readonly Approval[]): NotificationWords => ({
  title: `${questions.length} questions wait for an answer`,
  body: named(questions.map(({ pipelineName }) => pipelineName)),
})

export const noticeWords = ({ title, text }: StepNotice): NotificationWords => ({ title: brief(title), body: brief(text) })

export const noticesWords = (notices: readonly StepNotice[]): NotificationWords => ({
  title: `${notices.length} messages from your pipelines`,
  body: named(notices.map(({ title }) => brief(title))),
})

function brief(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ')
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line
}

/** `nightly (3), digest and 2 more`: each once, in the order in which they came. */
function named(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const words = [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count})`))
  const rest = words.length - NAMED
  return rest > 0 ? `${words.slice(0, NAMED).join(', ')} and ${rest} more` : words.join(', ')
}

/** Linux' notification servers read a body as markup: what looks like a tag would vanish or be obeyed. */
export const escapeMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
