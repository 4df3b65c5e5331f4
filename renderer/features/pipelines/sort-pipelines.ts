import type { PipelineSummary } from '../../../engine/contract/pipeline'
import type { Sort } from '../../components/data-table'

/** In the order of a column; equal ones by name. */
export function sortPipelines(pipelines: readonly PipelineSummary[], { column, descending }: Sort): readonly PipelineSummary[] {
  const sign = descending ? -1 : 1
  return pipelines.toSorted((a, b) => sign * compare(a, b, column) || a.name.localeCompare(b.name))
}

function compare(a: PipelineSummary, b: PipelineSummary, column: string): number {
  switch (column) {
    case 'last':
      return (a.lastRuns.at(-1)?.createdAt ?? 0) - (b.lastRuns.at(-1)?.createdAt ?? 0)
    case 'duration':
      return (a.lastRuns.at(-1)?.durationMs ?? -1) - (b.lastRuns.at(-1)?.durationMs ?? -1)
    case 'open':
      return a.openRuns - b.openRuns
    default:
      return a.name.localeCompare(b.name)
  }
}
