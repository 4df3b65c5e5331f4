import type { RunFilter } from '../../../engine/contract/run'
import type { RunStatus } from '../../../engine/contract/run-status'
import { RUN_STATUS_ORDER } from '../../components/statuses'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How far back the list reaches. */
export const WITHIN = {
  '1h': { ms: HOUR, words: 'in the last hour' },
  '24h': { ms: DAY, words: 'in the last 24 h' },
  '7d': { ms: 7 * DAY, words: 'in the last 7 days' },
  '30d': { ms: 30 * DAY, words: 'in the last 30 days' },
} as const
type Within = keyof typeof WITHIN
export const WITHIN_CHOICES: readonly Within[] = ['1h', '24h', '7d', '30d']

/** What the person asks of the list, as the address bar keeps it. */
export interface RunQuery {
  readonly statuses: readonly RunStatus[]
  readonly pipelineId: string | null
  readonly text: string
  readonly within: Within | null
}

export const EVERYTHING: RunQuery = { statuses: [], pipelineId: null, text: '', within: null }

export const isEverything = (query: RunQuery): boolean =>
  query.statuses.length === 0 && query.pipelineId === null && query.text.trim() === '' && query.within === null

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What it takes of the address. */
export const QUERY_KEYS = ['status', 'pipeline', 'text', 'within'] as const

/** Reads `?status=failed,running&pipeline=…&text=…&within=24h`; what it does not know is left out. */
export function queryFromSearch(search: string): RunQuery {
  const parameters = new URLSearchParams(search)
  const asked = (parameters.get('status') ?? '').split(',')
  const pipeline = parameters.get('pipeline') ?? ''
  return {
    statuses: RUN_STATUS_ORDER.filter((status) => asked.includes(status)),
    pipelineId: UUID.test(pipeline) ? pipeline.toLowerCase() : null,
    text: (parameters.get('text') ?? '').slice(0, 200),
    within: WITHIN_CHOICES.find((choice) => choice === parameters.get('within')) ?? null,
  }
}

/** The other way round, always in the same order; empty for everything. */
export function searchFromQuery({ statuses, pipelineId, text, within }: RunQuery): string {
  const parameters = new URLSearchParams()
  if (statuses.length > 0) parameters.set('status', RUN_STATUS_ORDER.filter((status) => statuses.includes(status)).join(','))
  if (pipelineId !== null) parameters.set('pipeline', pipelineId)
  if (text.trim() !== '') parameters.set('text', text)
  if (within !== null) parameters.set('within', within)
  return parameters.toString().replaceAll('%2C', ',')
}

/** What the engine is asked. Whole minutes, so that windows read a moment apart belong to one list. */
export function filterFromQuery({ statuses, pipelineId, text, within }: RunQuery, now: number): RunFilter {
  return {
    ...(statuses.length > 0 && { statuses: [...statuses] }),
    ...(pipelineId !== null && { pipelineId }),
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(within !== null && { createdAfter: Math.floor((now - WITHIN[within].ms) / MINUTE) * MINUTE }),
  }
}

/** A condition in words, and the query without it. */
interface Condition {
  readonly key: 'status' | 'pipeline' | 'text' | 'within'
  readonly words: string
  readonly without: RunQuery
}

/** "status is failed or running", "pipeline is document_digest", "name or id has “dig”", "in the last 24 h". */
export function conditionsOf(query: RunQuery, pipelineName: string | null): readonly Condition[] {
  const { statuses, pipelineId, text, within } = query
  return [
    ...(statuses.length > 0 ? [{ key: 'status', words: `status is ${orList(statuses)}`, without: { ...query, statuses: [] } } as const] : []),
    ...(pipelineId !== null
      ? [{ key: 'pipeline', words: `pipeline is ${pipelineName ?? 'one that is gone'}`, without: { ...query, pipelineId: null } } as const]
      : []),
    ...(text.trim() !== '' ? [{ key: 'text', words: `name or id has “${text.trim()}”`, without: { ...query, text: '' } } as const] : []),
    ...(within !== null ? [{ key: 'within', words: WITHIN[within].words, without: { ...query, within: null } } as const] : []),
  ]
}

const orList = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`)
