import type { PlacedLogLine } from '../../../engine/contract/log'

const MOST_NAMES = 20_000

/**
 * Lines repeat the same ids and names thousands of times, and each line comes with texts of its own: one of each is kept,
 * which makes held lines a third of the size.
 */
export function createNameKeeper(): (lines: readonly PlacedLogLine[]) => PlacedLogLine[] {
  const names = new Map<string, string>()
  const one = (name: string): string => {
    const kept = names.get(name)
    if (kept !== undefined) return kept
    if (names.size >= MOST_NAMES) names.clear()
    names.set(name, name)
    return name
  }
  return (lines) =>
    lines.map((line) => ({
      ...line,
      stepRunId: one(line.stepRunId),
      stepId: one(line.stepId),
      runId: one(line.runId),
      externalId: one(line.externalId),
      pipelineId: one(line.pipelineId),
      pipelineName: one(line.pipelineName),
    }))
}
