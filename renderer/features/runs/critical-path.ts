import type { Graph } from '../../../engine/contract/pipeline'

interface StepTimes {
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/**
 * The chain of steps that decided how long the run took (or has taken): from whatever ended last, back each time to the
 * need that ended last. Shortening any other step would not have helped. In order; empty before anything started.
 */
export function criticalPath(graph: Graph, times: ReadonlyMap<string, StepTimes>): readonly string[] {
  // What is done for a failure comes after it: nothing waited for it.
  const needs = new Map(graph.steps.filter(({ onFailure }) => !onFailure).map((step) => [step.id, step.needs.map((need) => need.step)]))
  const path: string[] = []
  let current = latest([...needs.keys()], times)
  while (current !== null && !path.includes(current)) {
    path.unshift(current)
    current = latest(needs.get(current) ?? [], times)
  }
  return path
}

/** A step at work has no end yet and is the latest; of two, the one that began first has held things up longer. */
function latest(ids: readonly string[], times: ReadonlyMap<string, StepTimes>): string | null {
  let found: { readonly id: string; readonly end: number; readonly start: number } | null = null
  for (const id of ids) {
    const { startedAt, finishedAt } = times.get(id) ?? { startedAt: null, finishedAt: null }
    if (startedAt === null) continue
    const end = finishedAt ?? Number.POSITIVE_INFINITY
    if (found === null || end > found.end || (end === found.end && startedAt < found.start)) found = { id, end, start: startedAt }
  }
  return found?.id ?? null
}
