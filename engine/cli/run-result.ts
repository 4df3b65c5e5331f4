import type { Content } from '../contract/content'
import type { ErrorInfo } from '../contract/errors'
import type { Json } from '../contract/json'
import type { RunDetail } from '../contract/run'
import { namesStep } from '../core/runs/failed-run'
import type { EngineSession } from './link/engine-session'
import { failureLine } from './failure'
import { plural } from './show/words'

/** Failed items named for each step, at most. */
const NAMED_ITEMS = 5

export interface FailedStep {
  readonly stepId: string
  readonly error: ErrorInfo | null
  readonly itemsFailed: number
  /** The first of them. */
  readonly items: readonly { readonly index: number; readonly error: ErrorInfo | null }[]
}

/** How a run ended, with what a person needs to mend it. */
export interface RunResult {
  readonly run: RunDetail
  readonly failedSteps: readonly FailedStep[]
}

export async function readResult(session: EngineSession, runId: string): Promise<RunResult> {
  const run = await session.ask((client) => client.runs.get({ run: runId }))
  const failedSteps: FailedStep[] = []
  for (const { stepId, status, error, map } of run.steps) {
    if (status !== 'failed' && (map === null || map.failed === 0)) continue
    const items = map === null || map.failed === 0 ? [] : await failedItems(session, runId, stepId)
    failedSteps.push({ stepId, error: status === 'failed' ? error : null, itemsFailed: map?.failed ?? 0, items })
  }
  return { run, failedSteps }
}

async function failedItems(session: EngineSession, runId: string, stepId: string): Promise<FailedStep['items']> {
  const { items } = await session.ask((client) => client.runs.items({ runId, stepId, statuses: ['failed'], limit: NAMED_ITEMS }))
  return items.map(({ itemIndex, error }) => ({ index: itemIndex ?? 0, error }))
}

/** What failed and why, for people; also of a run that went on without its failed items. */
export function failureLines({ run, failedSteps }: RunResult): readonly string[] {
  const lines = failedSteps.flatMap((step) => [stepLine(step), ...itemLines(step)])
  return lines.length > 0 || run.error === null ? lines : [failureLine(run.error)]
}

function stepLine({ stepId, error, itemsFailed }: FailedStep): string {
  if (error === null) return `${stepId}: ${plural(itemsFailed, 'item')} failed`
  return namesStep(error.message, stepId) ? failureLine(error) : `${stepId} failed: ${failureLine(error)}`
}

function itemLines({ stepId, itemsFailed, items }: FailedStep): readonly string[] {
  const named = items.map(({ index, error }) => `  item ${index} of ${stepId}: ${error === null ? 'no reason was given' : failureLine(error)}`)
  return itemsFailed > items.length ? [...named, `  and ${itemsFailed - items.length} more`] : named
}

/** The last line for scripts. */
export const resultJson = ({ run, failedSteps }: RunResult) => ({
  type: 'result',
  runId: run.id,
  externalId: run.externalId,
  pipeline: run.pipelineName,
  version: run.version,
  status: run.status,
  durationMs: run.finishedAt === null ? null : run.finishedAt - run.createdAt,
  output: outputValue(run.output),
  error: run.error,
  failedSteps,
  usage: run.usage,
  folder: run.folder,
})

/** The value itself where it is at hand, else where it is kept. */
const outputValue = (output: Content): Json | Content => (output.kind === 'json' ? output.value : output.kind === 'none' ? null : output)
