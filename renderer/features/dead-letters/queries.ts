import type { DeadLetterStatus } from '../../../engine/contract/dead-letter'
import type { EngineEvent } from '../../../engine/contract/events'
import { defineQuery } from '../../engine/define-query'

/** Letters come with runs that fail, and go with what is done about these. */
export const onLetters = (hint: EngineEvent): boolean => hint.type === 'failures' || hint.type === 'runs.changed'

export const getGroups = defineQuery((client, status: DeadLetterStatus, signal) => client.deadLetters.groups({ status }, { signal }))

/** More than anybody looks through at once; the rest follows when these are dealt with. */
const MOST_SHOWN = 100

export interface LettersOf {
  readonly status: DeadLetterStatus
  readonly pipelineId: string
  readonly shape: string
}

export const getLetters = defineQuery((client, { status, pipelineId, shape }: LettersOf, signal) =>
  client.deadLetters.list({ filter: { status, pipelineId, shape }, limit: MOST_SHOWN }, { signal }),
)

export const countOpenLetters = defineQuery(async (client, _: 'all', signal) => (await client.deadLetters.list({ filter: { status: 'open' }, limit: 1 }, { signal })).total)
