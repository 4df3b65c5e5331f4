import type { Content } from '../../../engine/contract/content'
import { defineQuery } from '../../engine/define-query'
import type { Attached } from '../../engine/link-store'
import type { StepView } from './run-view'

export interface LargeOutput {
  readonly stepId: string
  readonly artifact: Extract<Content, { readonly kind: 'artifact' }>
}

/** Each step is a question of its own: a run of hundreds is not asked through. */
const MOST_STEPS = 60
const AT_ONCE = 6

/** Steps whose output may be an artifact, and whether others were left out. */
export function stepsToLookThrough(steps: ReadonlyMap<string, StepView>): { readonly ids: readonly string[]; readonly leftOut: number } {
  const ended = [...steps.values()].filter(({ status, map }) => status === 'succeeded' && map === null)
  return { ids: ended.slice(0, MOST_STEPS).map(({ id }) => id), leftOut: Math.max(0, ended.length - MOST_STEPS) }
}

/** The outputs that were too large for a row, of these steps. */
export const getLargeOutputs = defineQuery(async (client, { stepRunIds }: { readonly stepRunIds: readonly string[] }, signal) => {
  const found: LargeOutput[] = []
  for (let from = 0; from < stepRunIds.length; from += AT_ONCE) found.push(...(await largeAmong(client, stepRunIds.slice(from, from + AT_ONCE), signal)))
  return found
})

async function largeAmong(client: Attached['client'], stepRunIds: readonly string[], signal: AbortSignal): Promise<readonly LargeOutput[]> {
  const steps = await Promise.all(stepRunIds.map((stepRunId) => client.runs.step({ stepRunId }, { signal })))
  return steps.flatMap(({ stepId, output }) => (output.kind === 'artifact' ? [{ stepId, artifact: output }] : []))
}
