import type { LogLevel } from '../../../engine/contract/log'
import { LOG_LEVELS } from './levels'

/** What the person asks of the log, as the address keeps it. No level stands for all of them. */
export interface LogQuery {
  readonly text: string
  readonly levels: readonly LogLevel[]
  readonly pipelineId: string | null
}

export const EVERY_LINE: LogQuery = { text: '', levels: [], pipelineId: null }

export const isEveryLine = ({ text, levels, pipelineId }: LogQuery): boolean => text.trim() === '' && levels.length === 0 && pipelineId === null

/** What it takes of the address; other keys than those of the list of runs, which keeps its own. */
export const LOG_QUERY_KEYS = ['find', 'level', 'from'] as const

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const LONGEST_TEXT = 200

/** Reads `?find=timeout&level=warn,error&from=…`; what it does not know is left out. */
export function logQueryFromSearch(search: string): LogQuery {
  const parameters = new URLSearchParams(search)
  const asked = (parameters.get('level') ?? '').split(',')
  const pipeline = parameters.get('from') ?? ''
  return {
    text: (parameters.get('find') ?? '').slice(0, LONGEST_TEXT),
    levels: LOG_LEVELS.filter((level) => asked.includes(level)),
    pipelineId: UUID.test(pipeline) ? pipeline.toLowerCase() : null,
  }
}

/** The other way round, always in the same order; empty for every line. */
export function searchFromLogQuery({ text, levels, pipelineId }: LogQuery): string {
  const parameters = new URLSearchParams()
  if (text.trim() !== '') parameters.set('find', text)
  if (levels.length > 0) parameters.set('level', LOG_LEVELS.filter((level) => levels.includes(level)).join(','))
  if (pipelineId !== null) parameters.set('from', pipelineId)
  return parameters.toString().replaceAll('%2C', ',')
}

interface LogFilter {
  readonly text?: string
  readonly levels?: LogLevel[]
  readonly pipelineId?: string
}

/** What the engine is asked. */
export const filterFromLogQuery = ({ text, levels, pipelineId }: LogQuery): LogFilter => ({
  ...(text.trim() !== '' && { text: text.trim() }),
  ...(levels.length > 0 && levels.length < LOG_LEVELS.length && { levels: [...levels] }),
  ...(pipelineId !== null && { pipelineId }),
})
